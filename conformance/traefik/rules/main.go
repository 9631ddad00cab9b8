// How Traefik reads the rules in src/systems/traefik/cases/rules-3.7.9.json: the domains it sees in each, and why it refuses it; writes
// them beside the rules.
//
//	cd conformance/traefik && go run ./rules ../../src/systems/traefik/cases/rules-3.7.9.json
package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"

	muxer "github.com/traefik/traefik/v3/pkg/muxer/http"
)

type question struct {
	Rule    string   `json:"rule"`
	Error   string   `json:"error,omitempty"`
	Domains []string `json:"domains"`
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// answer asks a muxer of its own, so that no rule is refused for another.
func answer(rule string) question {
	parser, err := muxer.NewSyntaxParser()
	check(err)
	answered := question{Rule: rule, Domains: []string{}}
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	if err := muxer.NewMuxer(parser, nil).AddRoute(rule, "v3", 0, "", handler); err != nil {
		answered.Error = err.Error()
	}
	// A rule that cannot be parsed has no domains.
	if domains, err := muxer.ParseDomains(rule); err == nil && domains != nil {
		answered.Domains = domains
	}
	return answered
}

// marshal leaves characters as they are, as the table is meant to be read.
func marshal(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(value))
	return bytes.TrimSpace(out.Bytes())
}

func main() {
	path := os.Args[1]
	raw, err := os.ReadFile(path)
	check(err)
	var questions []question
	check(json.Unmarshal(raw, &questions))
	lines := make([][]byte, len(questions))
	for i, each := range questions {
		lines[i] = marshal(answer(each.Rule))
	}
	table := append([]byte("[\n"), bytes.Join(lines, []byte(",\n"))...)
	check(os.WriteFile(path, append(table, "\n]\n"...), 0o644))
}
