package main

import (
	"strings"

	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/configpatcher"
	"github.com/siderolabs/talos/pkg/machinery/config/generate"
	"github.com/siderolabs/talos/pkg/machinery/config/machine"
	"github.com/siderolabs/talos/pkg/machinery/config/validation"
)

// metal is a machine that Talos is installed on, as `talosctl validate --mode metal` takes it.
type metal struct{}

func (metal) String() string        { return "metal" }
func (metal) RequiresInstall() bool { return true }
func (metal) InContainer() bool     { return false }

// judgeTalos patches the configuration that `talosctl gen config` makes for the machine, and validates it strictly.
func judgeTalos(asked question) error {
	contract, err := config.ParseContractFromVersion(asked.Talos)
	if err != nil {
		return err
	}
	// The disk is what `talosctl gen config` takes where none is named.
	input, err := generate.NewInput("judged", "https://192.0.2.1:6443", strings.TrimPrefix(asked.Kubernetes, "v"),
		generate.WithVersionContract(contract), generate.WithInstallDisk("/dev/sda"))
	if err != nil {
		return err
	}
	role := machine.TypeWorker
	if asked.Role == "control-plane" {
		role = machine.TypeControlPlane
	}
	generated, err := input.Config(role)
	if err != nil {
		return err
	}
	patches := make([]configpatcher.Patch, 0, len(asked.Texts))
	for _, text := range asked.Texts {
		patch, err := configpatcher.LoadPatch([]byte(text))
		if err != nil {
			return err
		}
		patches = append(patches, patch)
	}
	patched, err := configpatcher.Apply(configpatcher.WithConfig(generated), patches)
	if err != nil {
		return err
	}
	// What it would read back from the disk of the machine: unknown fields are refused here.
	bytes, err := patched.Bytes()
	if err != nil {
		return err
	}
	provider, err := configpatcher.WithBytes(bytes).Config()
	if err != nil {
		return err
	}
	_, err = provider.Validate(metal{}, validation.WithLocal(), validation.WithStrict())
	return err
}
