// What upstream's own code says of files that no cluster applies: HCL by its formatter, patches of Talos by its machine configuration.
//
//	cd conformance/judges && go run . QUESTIONS.json ANSWERS.json
//
// A question without a complaint is answered by an empty text.
package main

import (
	"encoding/json"
	"os"
	"runtime/debug"
)

// question is one file of HCL, or the patches of one machine in the order in which they are applied.
type question struct {
	ID         string   `json:"id"`
	Judge      string   `json:"judge"`
	Texts      []string `json:"texts"`
	Role       string   `json:"role"`
	Talos      string   `json:"talos"`
	Kubernetes string   `json:"kubernetes"`
}

// answers are complaints by the id of their question, and the versions of the modules that were asked.
type answers struct {
	Modules map[string]string `json:"modules"`
	Says    map[string]string `json:"says"`
}

var judges = map[string]func(question) error{"hcl": judgeHCL, "talos": judgeTalos}

func versions() map[string]string {
	found := map[string]string{}
	info, _ := debug.ReadBuildInfo()
	for _, dep := range info.Deps {
		if dep.Path == "github.com/hashicorp/hcl/v2" || dep.Path == "github.com/siderolabs/talos/pkg/machinery" {
			found[dep.Path] = dep.Version
		}
	}
	return found
}

func run(in, out string) error {
	text, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	var questions []question
	if err := json.Unmarshal(text, &questions); err != nil {
		return err
	}
	said := answers{Modules: versions(), Says: map[string]string{}}
	for _, each := range questions {
		said.Says[each.ID] = ""
		if err := judges[each.Judge](each); err != nil {
			said.Says[each.ID] = err.Error()
		}
	}
	written, err := json.MarshalIndent(said, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(written, '\n'), 0o644)
}

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		println(err.Error())
		os.Exit(2)
	}
}
