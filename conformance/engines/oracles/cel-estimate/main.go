// What the rules in src/kube/fixtures/cel-estimate.json may cost by the estimate the API server makes when their definition is
// written, and what it refuses; writes it beside them.
//
//	cd conformance/engines && go run ./oracles/cel-estimate ../../src/kube/fixtures/cel-estimate.json [REPOSITORY]
//
// The files with definitions that it names lie in the repository, by default the one around it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

type estimate struct {
	Path           string `json:"path"`
	Rule           string `json:"rule"`
	Cost           string `json:"cost,omitempty"`
	Cardinality    string `json:"cardinality,omitempty"`
	MessageCost    string `json:"messageCost,omitempty"`
	Problem        string `json:"problem,omitempty"`
	MessageProblem string `json:"messageProblem,omitempty"`
}

type question struct {
	Name      string          `json:"name"`
	Schema    json.RawMessage `json:"schema"`
	Estimates []estimate      `json:"estimates"`
	Refusals  []string        `json:"refusals"`
}

type definition struct {
	File      string     `json:"file"`
	Name      string     `json:"name"`
	Version   string     `json:"version"`
	Estimates []estimate `json:"estimates"`
	Refusals  []string   `json:"refusals"`
}

type table struct {
	Generated   string       `json:"generated"`
	Files       []string     `json:"files"`
	Cases       []question   `json:"cases"`
	Definitions []definition `json:"definitions"`
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Types are named anew each time.
var typeName = regexp.MustCompile(`selfType\d+`)

func steady(text string) string {
	return typeName.ReplaceAllString(text, "selfType")
}

func ruleEstimates(schema *apiextensions.JSONSchemaProps, path string, isRoot bool) []estimate {
	if schema == nil {
		return nil
	}
	found := ownEstimates(schema, path, isRoot)
	if schema.AdditionalProperties != nil {
		found = append(found, ruleEstimates(schema.AdditionalProperties.Schema, path+".additionalProperties", false)...)
	}
	names := make([]string, 0, len(schema.Properties))
	for name := range schema.Properties {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		field := schema.Properties[name]
		found = append(found, ruleEstimates(&field, path+".properties["+name+"]", false)...)
	}
	if schema.Items != nil {
		found = append(found, ruleEstimates(schema.Items.Schema, path+".items", false)...)
	}
	return found
}

func ownEstimates(schema *apiextensions.JSONSchemaProps, path string, isRoot bool) []estimate {
	if len(schema.XValidations) == 0 {
		return nil
	}
	structural, err := structuralschema.NewStructural(schema)
	check(err)
	declType := model.SchemaDeclType(structural, isRoot || schema.XEmbeddedResource)
	results, err := cel.Compile(structural, declType, celconfig.PerCallLimit, environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()), cel.NewExpressionsEnvLoader())
	if err != nil {
		return nil
	}
	found := make([]estimate, len(results))
	for i, result := range results {
		found[i] = estimate{Path: path, Rule: schema.XValidations[i].Rule}
		if result.Error != nil {
			found[i].Problem = steady(result.Error.Detail)
			continue
		}
		found[i].Cost = strconv.FormatUint(result.MaxCost, 10)
		found[i].Cardinality = strconv.FormatUint(result.MaxCardinality, 10)
		if result.MessageExpressionError != nil {
			found[i].MessageProblem = steady(result.MessageExpressionError.Detail)
		} else if result.MessageExpression != nil {
			found[i].MessageCost = strconv.FormatUint(result.MessageExpressionMaxCost, 10)
		}
	}
	return found
}

func internalSchema(schema *v1.JSONSchemaProps) *apiextensions.JSONSchemaProps {
	internal := &apiextensions.JSONSchemaProps{}
	check(v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(schema, internal, nil))
	return internal
}

func refusals(crd *v1.CustomResourceDefinition) []string {
	v1.SetDefaults_CustomResourceDefinition(crd)
	v1.SetDefaults_CustomResourceDefinitionSpec(&crd.Spec)
	crd.Status.StoredVersions = nil
	for _, version := range crd.Spec.Versions {
		if version.Storage {
			crd.Status.StoredVersions = []string{version.Name}
		}
	}
	internal := &apiextensions.CustomResourceDefinition{}
	check(v1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(crd, internal, nil))
	texts := []string{}
	for _, err := range validation.ValidateCustomResourceDefinition(context.Background(), internal) {
		texts = append(texts, steady(err.Field+": "+err.ErrorBody()))
	}
	sort.Strings(texts)
	return texts
}

func around(schema v1.JSONSchemaProps) *v1.CustomResourceDefinition {
	return &v1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "things.example.org"},
		Spec: v1.CustomResourceDefinitionSpec{
			Group: "example.org",
			Scope: v1.NamespaceScoped,
			Names: v1.CustomResourceDefinitionNames{Plural: "things", Singular: "thing", Kind: "Thing", ListKind: "ThingList"},
			Versions: []v1.CustomResourceDefinitionVersion{
				{Name: "v1", Served: true, Storage: true, Schema: &v1.CustomResourceValidation{OpenAPIV3Schema: &schema}},
			},
		},
	}
}

func answer(q question) question {
	var schema v1.JSONSchemaProps
	check(json.Unmarshal(q.Schema, &schema))
	q.Estimates = ruleEstimates(internalSchema(&schema), "", true)
	q.Refusals = refusals(around(schema))
	return q
}

func definitionsOf(root, file string) []definition {
	text, err := os.ReadFile(filepath.Join(root, file))
	check(err)
	var definitions []v1.CustomResourceDefinition
	var found []definition
	check(json.Unmarshal(text, &definitions))
	for _, crd := range definitions {
		refused := refusals(&crd)
		for _, version := range crd.Spec.Versions {
			estimates := ruleEstimates(internalSchema(version.Schema.OpenAPIV3Schema), "", true)
			if len(estimates) > 0 || len(refused) > 0 {
				found = append(found, definition{File: file, Name: crd.Name, Version: version.Name, Estimates: estimates, Refusals: refused})
			}
		}
	}
	return found
}

func main() {
	path, root := os.Args[1], filepath.Join(filepath.Dir(os.Args[1]), "../../..")
	if len(os.Args) > 2 {
		root = os.Args[2]
	}
	text, err := os.ReadFile(path)
	check(err)
	var questions table
	check(json.Unmarshal(text, &questions))
	questions.Generated = "Estimates and refusals are written by conformance/engines/oracles/cel-estimate; add schemas or files, then run it."
	for i := range questions.Cases {
		questions.Cases[i] = answer(questions.Cases[i])
	}
	questions.Definitions = nil
	for _, file := range questions.Files {
		questions.Definitions = append(questions.Definitions, definitionsOf(root, file)...)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	check(encoder.Encode(questions))
	check(os.WriteFile(path, out.Bytes(), 0o644))
}
