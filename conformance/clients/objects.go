package main

import (
	"errors"
	"fmt"
	"strconv"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	applyapps "k8s.io/client-go/applyconfigurations/apps/v1"
	applycore "k8s.io/client-go/applyconfigurations/core/v1"
	applymeta "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/pager"
	"k8s.io/client-go/util/retry"
)

var objectChecks = []check{
	{"typed-writes", writesTypedObjects},
	{"retry-on-conflict", countsTogether},
	{"server-side-apply", appliesAndExtracts},
	{"pages", readsInPages},
	{"custom-objects", writesCustomObjects},
	{"errors", isToldWhatIsWrong},
}

func deployment(name string, replicas int32) *appsv1.Deployment {
	labels := map[string]string{"app": name}
	port := intstr.FromString("http")
	container := corev1.Container{
		Name:  "main",
		Image: "nginx:1.29",
		Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 80}},
		Resources: corev1.ResourceRequirements{
			Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("10m"), corev1.ResourceMemory: resource.MustParse("16Mi")},
		},
		ReadinessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/", Port: port}}},
		Env:            []corev1.EnvVar{{Name: "A", Value: "b"}},
	}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{container}},
			},
		},
	}
}

func createDeployment(env env, name string, replicas int32) error {
	_, err := env.typed.AppsV1().Deployments(env.namespace).Create(env, deployment(name, replicas), metav1.CreateOptions{})
	return err
}

func writesTypedObjects(env env) error {
	client := env.typed.AppsV1().Deployments(env.namespace)
	if err := createDeployment(env, "web", 2); err != nil {
		return err
	}
	found, err := client.Get(env, "web", metav1.GetOptions{})
	if err != nil {
		return err
	}
	container := found.Spec.Template.Spec.Containers[0]
	problems := errors.Join(
		expect("replicas", *found.Spec.Replicas, 2),
		expect("memory", container.Resources.Requests.Memory().String(), "16Mi"),
		expect("probe port", container.ReadinessProbe.HTTPGet.Port.String(), "http"),
		expect("default", container.ImagePullPolicy, corev1.PullIfNotPresent),
	)
	if problems != nil {
		return problems
	}
	patch := []byte(`{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"nginx:1.30"}]}}}}`)
	patched, err := client.Patch(env, "web", types.StrategicMergePatchType, patch, metav1.PatchOptions{})
	if err != nil {
		return err
	}
	if err := expect("image", patched.Spec.Template.Spec.Containers[0].Image, "nginx:1.30"); err != nil {
		return err
	}
	dry := deployment("dry", 1)
	if _, err := client.Create(env, dry, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}); err != nil {
		return err
	}
	if _, err := client.Get(env, "dry", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		return fmt.Errorf("a dry run left something behind: %v", err)
	}
	if err := client.DeleteCollection(env, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "app=web"}); err != nil {
		return err
	}
	return eventually(env, "the deployment is gone", func() bool {
		_, err := client.Get(env, "web", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
}

func countsTogether(env env) error {
	client := env.typed.CoreV1().ConfigMaps(env.namespace)
	counter := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "counter"}, Data: map[string]string{"n": "0"}}
	if _, err := client.Create(env, counter, metav1.CreateOptions{}); err != nil {
		return err
	}
	const writers, rounds = 4, 5
	backoff := retry.DefaultBackoff
	backoff.Steps = 50
	failures := make([]error, writers)
	var group sync.WaitGroup
	for writer := range writers {
		group.Go(func() {
			for range rounds {
				failures[writer] = errors.Join(failures[writer], retry.RetryOnConflict(backoff, func() error {
					found, err := client.Get(env, "counter", metav1.GetOptions{})
					if err != nil {
						return err
					}
					n, _ := strconv.Atoi(found.Data["n"])
					found.Data["n"] = strconv.Itoa(n + 1)
					_, err = client.Update(env, found, metav1.UpdateOptions{})
					return err
				}))
			}
		})
	}
	group.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	found, err := client.Get(env, "counter", metav1.GetOptions{})
	if err != nil {
		return err
	}
	return expect("count", found.Data["n"], strconv.Itoa(writers*rounds))
}

func wanted(env env, image string) *applyapps.DeploymentApplyConfiguration {
	labels := map[string]string{"app": "applied"}
	container := applycore.Container().WithName("main").WithImage(image).
		WithPorts(applycore.ContainerPort().WithContainerPort(80).WithProtocol(corev1.ProtocolTCP))
	template := applycore.PodTemplateSpec().WithLabels(labels).WithSpec(applycore.PodSpec().WithContainers(container))
	return applyapps.Deployment("applied", env.namespace).WithSpec(applyapps.DeploymentSpec().
		WithReplicas(1).WithSelector(applymeta.LabelSelector().WithMatchLabels(labels)).WithTemplate(template))
}

func appliesAndExtracts(env env) error {
	client := env.typed.AppsV1().Deployments(env.namespace)
	one, two := metav1.ApplyOptions{FieldManager: "one"}, metav1.ApplyOptions{FieldManager: "two"}
	if _, err := client.Apply(env, wanted(env, "nginx:1"), one); err != nil {
		return err
	}
	_, err := client.Apply(env, wanted(env, "nginx:2"), two)
	if !apierrors.IsConflict(err) {
		return fmt.Errorf("two managers of one field: %v", err)
	}
	two.Force = true
	applied, err := client.Apply(env, wanted(env, "nginx:2"), two)
	if err != nil {
		return err
	}
	extracted, err := applyapps.ExtractDeployment(applied, "two")
	if err != nil {
		return err
	}
	mine, err := applyapps.ExtractDeployment(applied, "one")
	if err != nil {
		return err
	}
	if mine.Spec.Template.Spec.Containers[0].Image != nil {
		return errors.New("the first manager still owns the image")
	}
	return expect("extracted image", *extracted.Spec.Template.Spec.Containers[0].Image, "nginx:2")
}

func readsInPages(env env) error {
	client := env.typed.CoreV1().ConfigMaps(env.namespace)
	for index := range 7 {
		object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("page-%d", index), Labels: map[string]string{"paged": "yes"}}}
		if _, err := client.Create(env, object, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	paged := pager.New(pager.SimplePageFunc(func(options metav1.ListOptions) (runtime.Object, error) {
		return client.List(env, options)
	}))
	paged.PageSize = 2
	count := 0
	err := paged.EachListItem(env, metav1.ListOptions{LabelSelector: "paged=yes"}, func(runtime.Object) error {
		count++
		return nil
	})
	if err != nil {
		return err
	}
	return expect("items", count, 7)
}

func gadget(name string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": gadgets.GroupVersion().String(),
		"kind":       "Gadget",
		"metadata":   map[string]any{"name": name},
		"spec":       map[string]any{"size": int64(1), "ratio": 0.5, "large": int64(9007199254740993)},
	}}
}

func writesCustomObjects(env env) error {
	return withGadgets(env, func(client dynamic.ResourceInterface) error {
		created, err := client.Create(env, gadget("a"), metav1.CreateOptions{})
		if err != nil {
			return err
		}
		large, _, _ := unstructured.NestedInt64(created.Object, "spec", "large")
		if err := expect("a large number", large, 9007199254740993); err != nil {
			return err
		}
		created.SetLabels(map[string]string{"a": "b"})
		updated, err := client.Update(env, created, metav1.UpdateOptions{})
		if err != nil {
			return err
		}
		if err := expect("generation", updated.GetGeneration(), 1); err != nil {
			return err
		}
		wanted := gadget("a")
		unstructured.SetNestedField(wanted.Object, int64(2), "spec", "size")
		applied, err := client.Apply(env, "a", wanted, metav1.ApplyOptions{FieldManager: "clients", Force: true})
		if err != nil {
			return err
		}
		if err := expect("generation", applied.GetGeneration(), 2); err != nil {
			return err
		}
		_, err = client.Patch(env, "a", types.MergePatchType, []byte(`{"spec":{"size":null}}`), metav1.PatchOptions{})
		if err != nil {
			return err
		}
		return client.Delete(env, "a", metav1.DeleteOptions{})
	})
}

func isToldWhatIsWrong(env env) error {
	client := env.typed.CoreV1().ConfigMaps(env.namespace)
	_, absent := client.Get(env, "absent", metav1.GetOptions{})
	_, invalid := client.Create(env, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "No"}}, metav1.CreateOptions{})
	once := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "once"}}
	stored, err := client.Create(env, once, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	_, twice := client.Create(env, once, metav1.CreateOptions{})
	if _, err := client.Update(env, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "once"}, Data: map[string]string{"a": "b"}}, metav1.UpdateOptions{}); err != nil {
		return err
	}
	stored.Data = map[string]string{"a": "c"}
	_, stale := client.Update(env, stored, metav1.UpdateOptions{})
	wrong := types.UID("wrong")
	other := client.Delete(env, "once", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &wrong}})
	return errors.Join(
		expect("absent", apierrors.IsNotFound(absent), true),
		expect("invalid", apierrors.IsInvalid(invalid), true),
		expect("twice", apierrors.IsAlreadyExists(twice), true),
		expect("stale", apierrors.IsConflict(stale), true),
		expect("another uid", apierrors.IsConflict(other), true),
	)
}
