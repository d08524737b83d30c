// Command boarding-server checks tickets in one terminal.
package main

import (
	"flag"
	"log/slog"
	"net/http"
)

func main() {
	terminal := flag.String("terminal", "", "three letters, for example ELL")
	listen := flag.String("listen", ":8443", "address for scanners and gates")
	flag.Parse()

	slog.Info("boarding server", "terminal", *terminal, "listen", *listen)
	if err := http.ListenAndServe(*listen, http.NotFoundHandler()); err != nil {
		slog.Error("stopped", "err", err)
	}
}
