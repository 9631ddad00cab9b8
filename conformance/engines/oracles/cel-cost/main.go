// What the rules in src/kube/fixtures/cel-cost.json cost by the API server's own CEL environment; writes it beside them.
//
//	cd conformance/engines && go run ./oracles/cel-cost ../../src/kube/fixtures/cel-cost.json
package main

import (
	"bytes"
	"encoding/json"
	"os"

	"github.com/google/cel-go/cel"
	apiservercel "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/library"
)

type question struct {
	Expression string `json:"expression"`
	Self       any    `json:"self,omitempty"`
	Value      any    `json:"value"`
	Problem    string `json:"problem,omitempty"`
	Cost       uint64 `json:"cost"`
}

type table struct {
	Generated string     `json:"generated"`
	Cases     []question `json:"cases"`
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Whole numbers are ints, as a schema would make them.
func native(value any) any {
	switch v := value.(type) {
	case float64:
		if v == float64(int64(v)) {
			return int64(v)
		}
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = native(v[i])
		}
		return list
	case map[string]any:
		fields := map[string]any{}
		for key := range v {
			fields[key] = native(v[key])
		}
		return fields
	}
	return value
}

func answer(env *cel.Env, q question) question {
	q.Value, q.Problem, q.Cost = nil, "", 0
	ast, issues := env.Compile(q.Expression)
	if issues != nil && issues.Err() != nil {
		q.Problem = issues.Err().Error()
		return q
	}
	program, err := env.Program(ast, cel.CostLimit(apiservercel.PerCallLimit), cel.CostTracking(&library.CostEstimator{}), cel.InterruptCheckFrequency(apiservercel.CheckFrequency))
	check(err)
	variables := map[string]any{"self": native(q.Self)}
	if fields, ok := variables["self"].(map[string]any); ok {
		for name, value := range fields {
			variables[name] = value
		}
	}
	out, details, err := program.Eval(variables)
	if cost := details.ActualCost(); cost != nil {
		q.Cost = *cost
	}
	if err != nil {
		q.Problem = err.Error()
		return q
	}
	if value, ok := out.Value().(bool); ok {
		q.Value = value
	}
	return q
}

func main() {
	raw, err := os.ReadFile(os.Args[1])
	check(err)
	var all table
	check(json.Unmarshal(raw, &all))
	all.Generated = "Costs are written by conformance/engines/oracles/cel-cost; add expressions, then run it."
	set, err := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()).Extend(environment.VersionedOptions{
		IntroducedVersion: environment.DefaultCompatibilityVersion(),
		EnvOptions: []cel.EnvOption{
			cel.Variable("self", cel.DynType),
			cel.Variable("a", cel.IntType),
			cel.Variable("b", cel.StringType),
			cel.Variable("big", cel.StringType),
			cel.Variable("nums", cel.ListType(cel.IntType)),
			cel.Variable("names", cel.ListType(cel.StringType)),
			cel.Variable("table", cel.MapType(cel.StringType, cel.IntType)),
		},
	})
	check(err)
	env, err := set.Env(environment.StoredExpressions)
	check(err)
	for i, q := range all.Cases {
		all.Cases[i] = answer(env, q)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	check(encoder.Encode(all))
	check(os.WriteFile(os.Args[1], out.Bytes(), 0o644))
}
