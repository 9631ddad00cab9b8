// Command clients does with one API server what programs built on client-go do, and says what went wrong.
//
//	clients KUBECONFIG [NAME...]
//
// Exit code 0: all went well; 1: something did not; 2: it could not start.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const limit = 30 * time.Second

// env is what one check works with: a namespace of its own, and clients.
type env struct {
	context.Context
	config    *rest.Config
	namespace string
	typed     kubernetes.Interface
	dynamic   dynamic.Interface
	metadata  metadata.Interface
}

type check struct {
	name string
	run  func(env) error
}

var checks = slices.Concat(discoveryChecks, objectChecks, informerChecks, electionChecks, accessChecks)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: clients KUBECONFIG [NAME...]")
		os.Exit(2)
	}
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	config.QPS, config.Burst = 200, 400
	failed := 0
	for index, check := range checks {
		if len(os.Args) > 2 && !slices.Contains(os.Args[2:], check.name) {
			continue
		}
		start := time.Now()
		if err := play(config, check, fmt.Sprintf("clients-%d", index)); err != nil {
			failed++
			fmt.Printf("FAILED %s: %v\n", check.name, err)
			continue
		}
		fmt.Printf("ok %s (%d ms)\n", check.name, time.Since(start).Milliseconds())
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// play runs one check in a namespace that is there for it alone.
func play(config *rest.Config, check check, namespace string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	typed, err := kubernetes.NewForConfig(asProtobuf(config))
	if err != nil {
		return err
	}
	namespaces := typed.CoreV1().Namespaces()
	object := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
	if _, err := namespaces.Create(ctx, object, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("namespace: %w", err)
	}
	defer namespaces.Delete(context.Background(), namespace, metav1.DeleteOptions{})
	return check.run(env{
		Context:   ctx,
		config:    config,
		namespace: namespace,
		typed:     typed,
		dynamic:   dynamic.NewForConfigOrDie(config),
		metadata:  metadata.NewForConfigOrDie(config),
	})
}

// asProtobuf makes the typed client write as the control plane's own programs do.
func asProtobuf(config *rest.Config) *rest.Config {
	copied := rest.CopyConfig(config)
	copied.ContentType = "application/vnd.kubernetes.protobuf"
	copied.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	return copied
}

// eventually polls until test holds.
func eventually(ctx context.Context, what string, test func() bool) error {
	for !test() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited in vain: %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

// expect is an error unless the values are the same.
func expect[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}
