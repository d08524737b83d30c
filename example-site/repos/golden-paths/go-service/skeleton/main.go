package main

import (
	"log/slog"
	"net/http"
	"os"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil)).With("service", "${{ values.name }}")

	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})

	log.Info("listening", "port", ${{ values.port }})
	if err := http.ListenAndServe(":${{ values.port }}", mux); err != nil {
		log.Error("server stopped", "err", err)
		os.Exit(1)
	}
}
