// Package booking holds the rules of a booking, free of HTTP and SQL.
package booking

import "fmt"

// State is where a booking is in its life.
type State string

const (
	Held      State = "held"
	Confirmed State = "confirmed"
	CheckedIn State = "checked_in"
	Boarded   State = "boarded"
	Expired   State = "expired"
	Cancelled State = "cancelled"
)

var next = map[State][]State{
	Held:      {Confirmed, Expired, Cancelled},
	Confirmed: {CheckedIn, Cancelled},
	CheckedIn: {Boarded, Confirmed},
}

// Move reports whether a booking may go from one state to another.
func Move(from, to State) error {
	for _, s := range next[from] {
		if s == to {
			return nil
		}
	}
	return fmt.Errorf("booking cannot go from %s to %s", from, to)
}
