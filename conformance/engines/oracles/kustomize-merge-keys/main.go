// By what kustomize tells the elements of lists apart when it merges patches, as the OpenAPI document inside it says:
//
//	cd conformance/engines && go run ./oracles/kustomize-merge-keys OUT.json
package main

import (
	"encoding/json"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

// field of a type: the type of its value or elements, and for a list that is merged the keys; none for a set of scalars.
type field struct {
	Type string   `json:"type,omitempty"`
	Keys []string `json:"keys,omitzero"`
}

// shortName leaves out what all names have in common.
func shortName(name string) string { return strings.TrimPrefix(name, "io.k8s.") }

// typeOf says what a field holds: itself, its elements, or the values of a map.
func typeOf(schema *spec.Schema) string {
	switch {
	case schema.Ref.String() != "":
		at := schema.Ref.String()
		return shortName(at[strings.LastIndex(at, "/")+1:])
	case schema.Items != nil && schema.Items.Schema != nil:
		return typeOf(schema.Items.Schema)
	}
	return ""
}

// fieldsOf tells the fields of a definition that are lists to be merged, or have a type.
func fieldsOf(definition spec.Schema) map[string]field {
	fields := map[string]field{}
	for name, schema := range definition.Properties {
		told := field{Type: typeOf(&schema)}
		strategy, keys := (&openapi.ResourceSchema{Schema: &schema}).PatchStrategyAndKeyList()
		if schema.Type.Contains("array") && slices.Contains(strings.Split(strategy, ","), "merge") {
			told.Keys = keys
		}
		if told.Type != "" || told.Keys != nil {
			fields[name] = told
		}
	}
	return fields
}

// prune drops what leads to no list that is merged.
func prune(types map[string]map[string]field) {
	leading := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for name, fields := range types {
			for _, each := range fields {
				if !leading[name] && (each.Keys != nil || leading[each.Type]) {
					leading[name], changed = true, true
				}
			}
		}
	}
	for name, fields := range types {
		for key, each := range fields {
			if !leading[each.Type] {
				each.Type = ""
			}
			fields[key] = each
			if each.Type == "" && each.Keys == nil {
				delete(fields, key)
			}
		}
		if !leading[name] {
			delete(types, name)
		}
	}
}

// kindsOf names the kinds that a definition is the schema of: `group/version/Kind`, the group empty for the core one.
func kindsOf(definition spec.Schema) []string {
	listed, _ := definition.Extensions["x-kubernetes-group-version-kind"].([]any)
	kinds := []string{}
	for _, each := range listed {
		of := each.(map[string]any)
		kinds = append(kinds, of["group"].(string)+"/"+of["version"].(string)+"/"+of["kind"].(string))
	}
	return kinds
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == "sigs.k8s.io/kustomize/kyaml" {
			return dependency.Path + "@" + dependency.Version
		}
	}
	return ""
}

func main() {
	types, kinds := map[string]map[string]field{}, map[string]string{}
	for name, definition := range openapi.Schema().Definitions {
		types[shortName(name)] = fieldsOf(definition)
		for _, kind := range kindsOf(definition) {
			kinds[kind] = shortName(name)
		}
	}
	prune(types)
	used := map[string]map[string]field{}
	var reach func(name string)
	reach = func(name string) {
		fields, known := types[name]
		if _, seen := used[name]; seen || !known {
			return
		}
		used[name] = fields
		for _, each := range fields {
			reach(each.Type)
		}
	}
	for kind, name := range kinds {
		if _, known := types[name]; !known || strings.HasSuffix(kind, "List") {
			delete(kinds, kind)
			continue
		}
		reach(name)
	}
	write(os.Args[1], kinds, used)
}

// write prints a kind and a type a line, in the order of their names.
func write(path string, kinds map[string]string, types map[string]map[string]field) {
	source, err := json.Marshal(version() + " openapi, Kubernetes " + openapi.GetSchemaVersion())
	check(err)
	text := "{\n\"source\":" + string(source) + ",\n\"kinds\":{\n" + lines(kinds) + "\n},\n\"types\":{\n" + lines(types) + "\n}\n}\n"
	check(os.WriteFile(path, []byte(text), 0o644))
}

func lines[T any](entries map[string]T) string {
	names := make([]string, 0, len(entries))
	for name := range entries {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		value, err := json.Marshal(entries[name])
		check(err)
		names[i] = "\"" + name + "\":" + string(value)
	}
	return strings.Join(names, ",\n")
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
