module github.com/skerry-example/booking-api

go 1.25
