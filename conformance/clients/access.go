package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	authentication "k8s.io/api/authentication/v1"
	authorization "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/remotecommand"
)

var accessChecks = []check{
	{"tokens", worksWithATokenOfAnAccount},
	{"reviews", asksWhatIsAllowed},
	{"exec-refused", isRefusedExec},
}

func worksWithATokenOfAnAccount(env env) error {
	accounts := env.typed.CoreV1().ServiceAccounts(env.namespace)
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "robot"}}
	if _, err := accounts.Create(env, account, metav1.CreateOptions{}); err != nil {
		return err
	}
	issued, err := accounts.CreateToken(env, "robot", &authentication.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if issued.Status.ExpirationTimestamp.IsZero() {
		return errors.New("the token never expires")
	}
	config := rest.AnonymousClientConfig(env.config)
	config.BearerToken = issued.Status.Token
	robot := kubernetes.NewForConfigOrDie(config)
	self, err := robot.AuthenticationV1().SelfSubjectReviews().Create(env, &authentication.SelfSubjectReview{}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	name := fmt.Sprintf("system:serviceaccount:%s:robot", env.namespace)
	if err := expect("user", self.Status.UserInfo.Username, name); err != nil {
		return err
	}
	review := &authentication.TokenReview{Spec: authentication.TokenReviewSpec{Token: issued.Status.Token}}
	known, err := env.typed.AuthenticationV1().TokenReviews().Create(env, review, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	problems := errors.Join(
		expect("authenticated", known.Status.Authenticated, true),
		expect("user", known.Status.User.Username, name),
	)
	config.BearerToken = "wrong"
	_, err = kubernetes.NewForConfigOrDie(config).CoreV1().Pods(env.namespace).List(env, metav1.ListOptions{})
	return errors.Join(problems, expect("a wrong token is refused", apierrors.IsUnauthorized(err), true))
}

func asksWhatIsAllowed(env env) error {
	review := &authorization.SelfSubjectAccessReview{Spec: authorization.SelfSubjectAccessReviewSpec{
		ResourceAttributes: &authorization.ResourceAttributes{Verb: "delete", Resource: "nodes"},
	}}
	answered, err := env.typed.AuthorizationV1().SelfSubjectAccessReviews().Create(env, review, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	return expect("allowed", answered.Status.Allowed, true)
}

// isRefusedExec by every transport, at once and with a reason: no fake kubelet runs anything.
func isRefusedExec(env env) error {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "one"},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "i"}}, NodeName: "none"},
	}
	if _, err := env.typed.CoreV1().Pods(env.namespace).Create(env, pod, metav1.CreateOptions{}); err != nil {
		return err
	}
	request := env.typed.CoreV1().RESTClient().Post().Resource("pods").Namespace(env.namespace).Name("one").SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Container: "c", Command: []string{"ls"}, Stdout: true}, scheme.ParameterCodec)
	bySockets, err := remotecommand.NewWebSocketExecutor(env.config, "GET", request.URL().String())
	if err != nil {
		return err
	}
	bySpdy, err := remotecommand.NewSPDYExecutor(env.config, "POST", request.URL())
	if err != nil {
		return err
	}
	for name, executor := range map[string]remotecommand.Executor{"WebSocket": bySockets, "SPDY": bySpdy} {
		err := executor.StreamWithContext(env, remotecommand.StreamOptions{Stdout: io.Discard})
		if err == nil || errors.Is(err, context.DeadlineExceeded) || strings.TrimSpace(err.Error()) == "" {
			return fmt.Errorf("%s: %v", name, err)
		}
	}
	return nil
}
