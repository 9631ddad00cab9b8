package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	typedcore "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/events"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/tools/record"
)

var electionChecks = []check{
	{"leader-election", leadsOneAfterTheOther},
	{"events", recordsEvents},
}

func leadsOneAfterTheOther(env env) error {
	var log log
	run := func(ctx context.Context, identity string) {
		lock := &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Name: "leader", Namespace: env.namespace},
			Client:     env.typed.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: identity},
		}
		leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock: lock, LeaseDuration: 3 * time.Second, RenewDeadline: 2 * time.Second, RetryPeriod: 200 * time.Millisecond,
			ReleaseOnCancel: true,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { log.add("%s leads", identity) },
				OnStoppedLeading: func() { log.add("%s stopped", identity) },
			},
		})
	}
	first, stop := context.WithCancel(env)
	defer stop()
	go run(first, "one")
	if err := log.expect(env, "one leads"); err != nil {
		return err
	}
	go run(env, "two")
	time.Sleep(time.Second)
	if log.count("two leads") > 0 {
		return fmt.Errorf("two leaders at once")
	}
	stop()
	if err := log.expect(env, "two leads"); err != nil {
		return err
	}
	lease, err := env.typed.CoordinationV1().Leases(env.namespace).Get(env, "leader", metav1.GetOptions{})
	if err != nil {
		return err
	}
	return expect("holder", *lease.Spec.HolderIdentity, "two")
}

// recordsEvents by the old and the new kind of recorder; the same event again is counted.
func recordsEvents(env env) error {
	about, err := env.typed.CoreV1().ConfigMaps(env.namespace).Create(env, configMap("about"), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	old := record.NewBroadcaster()
	defer old.Shutdown()
	old.StartRecordingToSink(&typedcore.EventSinkImpl{Interface: env.typed.CoreV1().Events(env.namespace)})
	recorder := old.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "clients"})
	for range 3 {
		recorder.Event(about, corev1.EventTypeNormal, "Again", "the same")
		time.Sleep(50 * time.Millisecond)
	}
	fresh := events.NewBroadcaster(&events.EventSinkImpl{Interface: env.typed.EventsV1()})
	defer fresh.Shutdown()
	if err := fresh.StartRecordingToSinkWithContext(env); err != nil {
		return err
	}
	fresh.NewRecorder(scheme.Scheme, "clients").Eventf(about, nil, corev1.EventTypeNormal, "New", "Acting", "told by %s", "the new one")
	selector := "involvedObject.name=about,reason="
	return eventually(env, "both events are there", func() bool {
		again, err := env.typed.CoreV1().Events(env.namespace).List(env, metav1.ListOptions{FieldSelector: selector + "Again"})
		if err != nil || len(again.Items) != 1 || again.Items[0].Count != 3 {
			return false
		}
		told, err := env.typed.EventsV1().Events(env.namespace).List(env, metav1.ListOptions{FieldSelector: "reason=New"})
		return err == nil && len(told.Items) == 1 && told.Items[0].Regarding.Name == "about"
	})
}
