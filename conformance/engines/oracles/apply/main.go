// What the steps in src/kube/fixtures/apply.json make of objects and of who owns their fields; writes it beside them.
//
//	cd conformance/engines && go run ./oracles/apply ../../src/kube/fixtures/apply.json OPENAPI.json
//
// OPENAPI.json is api/openapi-spec/v3/apis__apps__v1_openapi.json of k8s.io/kubernetes.
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime/debug"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apimachinery/pkg/util/managedfields/managedfieldstest"
	"k8s.io/kube-openapi/pkg/spec3"
)

type outcome struct {
	Object any    `json:"object,omitempty"`
	Error  string `json:"error,omitempty"`
}

type step struct {
	Op      string          `json:"op"`
	Obj     json.RawMessage `json:"obj"`
	Manager string          `json:"manager"`
	Force   bool            `json:"force"`
	Result  outcome         `json:"result"`
}

type sequence struct {
	Steps []step `json:"steps"`
}

type table struct {
	Sequences []sequence `json:"sequences"`
}

var deployment = schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: "Deployment"}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func converter(path string) managedfields.TypeConverter {
	text, err := os.ReadFile(path)
	check(err)
	var document spec3.OpenAPI
	check(json.Unmarshal(text, &document))
	types, err := managedfields.NewTypeConverter(document.Components.Schemas, false)
	check(err)
	return types
}

// Times differ from run to run; nothing that is compared depends on them.
func withoutTimes(object runtime.Object) any {
	content := object.DeepCopyObject().(*unstructured.Unstructured).Object
	entries, _, err := unstructured.NestedSlice(content, "metadata", "managedFields")
	check(err)
	for _, entry := range entries {
		delete(entry.(map[string]any), "time")
	}
	if len(entries) > 0 {
		check(unstructured.SetNestedSlice(content, entries, "metadata", "managedFields"))
	}
	return content
}

func answer(steps []step, types managedfields.TypeConverter) {
	manager := managedfieldstest.NewTestFieldManager(types, deployment)
	for i := range steps {
		object := &unstructured.Unstructured{}
		check(json.Unmarshal(steps[i].Obj, &object.Object))
		var err error
		if steps[i].Op == "update" {
			err = manager.Update(object, steps[i].Manager)
		} else {
			err = manager.Apply(object, steps[i].Manager, steps[i].Force)
		}
		if err != nil {
			steps[i].Result = outcome{Error: err.Error()}
		} else {
			steps[i].Result = outcome{Object: withoutTimes(manager.Live())}
		}
	}
}

func marshal(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(value))
	return bytes.TrimSpace(out.Bytes())
}

func version(module string) string {
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == module {
			return module + " " + dependency.Version
		}
	}
	panic(module + " is not built in")
}

func main() {
	path := os.Args[1]
	text, err := os.ReadFile(path)
	check(err)
	var questions table
	check(json.Unmarshal(text, &questions))
	types := converter(os.Args[2])
	source := version("k8s.io/apimachinery") + " pkg/util/managedfields on unstructured Deployments"
	var lines [][]byte
	for _, each := range questions.Sequences {
		answer(each.Steps, types)
		lines = append(lines, marshal(each))
	}
	var out bytes.Buffer
	out.WriteString("{\n\"source\":" + string(marshal(source)) + ",\n\"sequences\":[\n")
	out.Write(bytes.Join(lines, []byte(",\n")))
	out.WriteString("\n]\n}\n")
	check(os.WriteFile(path, out.Bytes(), 0o644))
}
