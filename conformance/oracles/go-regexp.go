// Answers of Go's own regexp package to the questions of src/core/fixtures/go-regexp.json; writes them beside the questions.
//
//	go run conformance/oracles/go-regexp.go src/core/fixtures/go-regexp.json
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"runtime"
)

type question struct {
	Pattern  string    `json:"pattern"`
	Text     string    `json:"text"`
	Template string    `json:"template"`
	Problem  string    `json:"problem,omitempty"`
	Groups   []*string `json:"groups,omitempty"`
	All      []string  `json:"all,omitempty"`
	Replaced string    `json:"replaced,omitempty"`
}

type table struct {
	Generated string     `json:"generated"`
	Go        string     `json:"go"`
	Cases     []question `json:"cases"`
}

func answer(q question) question {
	q.Problem, q.Groups, q.All, q.Replaced = "", nil, nil, ""
	re, err := regexp.Compile(q.Pattern)
	if err != nil {
		q.Problem = err.Error()
		return q
	}
	if at := re.FindStringSubmatchIndex(q.Text); at != nil {
		for i := 0; i < len(at); i += 2 {
			var group *string
			if at[i] >= 0 {
				text := q.Text[at[i]:at[i+1]]
				group = &text
			}
			q.Groups = append(q.Groups, group)
		}
	}
	q.All = re.FindAllString(q.Text, -1)
	q.Replaced = re.ReplaceAllString(q.Text, q.Template)
	return q
}

func main() {
	path := os.Args[1]
	raw, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	var all table
	if err := json.Unmarshal(raw, &all); err != nil {
		panic(err)
	}
	all.Generated = "The answers are written by conformance/oracles/go-regexp.go; add questions, then run it."
	all.Go = runtime.Version()
	for i, q := range all.Cases {
		all.Cases[i] = answer(q)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(all); err != nil {
		panic(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		panic(err)
	}
}
