// What upstream makes of the patches in src/kube/fixtures/patches.json; writes it beside them.
//
//	cd conformance/engines && go run ./oracles/patches ../../src/kube/fixtures/patches.json
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime/debug"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

type question struct {
	Document json.RawMessage `json:"document"`
	Patch    json.RawMessage `json:"patch"`
	Result   json.RawMessage `json:"result,omitempty"`
	Error    string          `json:"error,omitempty"`
}

type table struct {
	Strategic []question `json:"strategic"`
	JSON      []question `json:"json"`
	Merge     []question `json:"merge"`
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func strategic(document, patch []byte) ([]byte, error) {
	return strategicpatch.StrategicMergePatch(document, patch, appsv1.Deployment{})
}

func operations(document, patch []byte) ([]byte, error) {
	decoded, err := jsonpatch.DecodePatch(patch)
	check(err)
	return decoded.Apply(document)
}

func marshal(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(value))
	return bytes.TrimSpace(out.Bytes())
}

// answers prints one case a line.
func answers(name string, questions []question, apply func(document, patch []byte) ([]byte, error)) []byte {
	var out bytes.Buffer
	out.WriteString("\"" + name + "\":[\n")
	for i, q := range questions {
		q.Result, q.Error = nil, ""
		if result, err := apply(q.Document, q.Patch); err != nil {
			q.Error = err.Error()
		} else {
			q.Result = result
		}
		out.WriteString("  ")
		out.Write(marshal(q))
		if i < len(questions)-1 {
			out.WriteString(",")
		}
		out.WriteString("\n")
	}
	out.WriteString("]")
	return out.Bytes()
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
	source := version("k8s.io/apimachinery") + " pkg/util/strategicpatch, " + version("gopkg.in/evanphx/json-patch.v4")
	parts := [][]byte{
		[]byte("{\n\"source\":" + string(marshal(source))),
		answers("strategic", questions.Strategic, strategic),
		answers("json", questions.JSON, operations),
		answers("merge", questions.Merge, jsonpatch.MergePatch),
	}
	check(os.WriteFile(path, append(bytes.Join(parts, []byte(",\n")), "\n}\n"...), 0o644))
}
