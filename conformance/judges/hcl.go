package main

import (
	"bytes"
	"errors"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// judgeHCL reads the file, and wants it as the formatter leaves it.
func judgeHCL(asked question) error {
	source := []byte(asked.Texts[0])
	if _, problems := hclparse.NewParser().ParseHCL(source, asked.ID); problems.HasErrors() {
		return hcl.Diagnostics(problems)
	}
	if !bytes.Equal(hclwrite.Format(source), source) {
		return errors.New("the formatter would write it otherwise")
	}
	return nil
}
