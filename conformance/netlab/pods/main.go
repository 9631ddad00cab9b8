// hello answers on every port it is given: by HTTP with what it sees of the request, as JSON.
//
//	hello NAME PORT...
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

// seen is what a request looks like from inside a pod.
type seen struct {
	Pod    string `json:"pod"`
	Host   string `json:"host"`
	Path   string `json:"path"`
	Client string `json:"client"`
	Behind string `json:"behind,omitempty"`
}

func answer(pod string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		client, _, _ := net.SplitHostPort(r.RemoteAddr)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(seen{
			Pod: pod, Host: r.Host, Path: r.URL.Path, Client: client, Behind: r.Header.Get("X-Forwarded-For"),
		})
	}
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "hello NAME PORT...")
		os.Exit(2)
	}
	for _, port := range os.Args[2:] {
		go func() { log.Fatal(http.ListenAndServe(":"+port, answer(os.Args[1]))) }()
	}
	select {}
}
