package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/tools/cache"
	watchtools "k8s.io/client-go/tools/watch"
)

var informerChecks = []check{
	{"typed-informer", followsAndResyncs},
	{"short-watches", followsOverTheEndsOfWatches},
	{"dynamic-informer", followsCustomObjects},
	{"metadata-informer", followsMetadataAlone},
	{"retry-watcher", watchesOn},
	{"until-with-sync", waitsForAChange},
}

// log is what an informer told, in order.
type log struct {
	sync.Mutex
	lines []string
}

func (log *log) add(format string, values ...any) {
	log.Lock()
	defer log.Unlock()
	log.lines = append(log.lines, fmt.Sprintf(format, values...))
}

func (log *log) count(line string) int {
	log.Lock()
	defer log.Unlock()
	count := 0
	for _, known := range log.lines {
		if known == line {
			count++
		}
	}
	return count
}

func (log *log) handler() cache.ResourceEventHandler {
	name := func(object any) string {
		accessor, isObject := object.(metav1.Object)
		if !isObject {
			return fmt.Sprintf("%T", object)
		}
		return accessor.GetName()
	}
	version := func(object any) string { return object.(metav1.Object).GetResourceVersion() }
	return cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) { log.add("add %s", name(object)) },
		UpdateFunc: func(before, after any) {
			if version(before) == version(after) {
				log.add("resync %s", name(after))
				return
			}
			log.add("update %s", name(after))
		},
		DeleteFunc: func(object any) { log.add("delete %s", name(object)) },
	}
}

func (log *log) expect(ctx context.Context, line string) error {
	return eventually(ctx, line, func() bool { return log.count(line) > 0 })
}

func configMap(name string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}
}

// changes makes a first object, follows it, and sees a second one come and go.
func changes(env env, log *log, start func(), first, second string) error {
	client := env.typed.CoreV1().ConfigMaps(env.namespace)
	if _, err := client.Create(env, configMap(first), metav1.CreateOptions{}); err != nil {
		return err
	}
	start()
	if err := log.expect(env, "add "+first); err != nil {
		return err
	}
	created, err := client.Create(env, configMap(second), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if err := log.expect(env, "add "+second); err != nil {
		return err
	}
	created.Data = map[string]string{"a": "b"}
	if _, err := client.Update(env, created, metav1.UpdateOptions{}); err != nil {
		return err
	}
	if err := log.expect(env, "update "+second); err != nil {
		return err
	}
	if err := client.Delete(env, second, metav1.DeleteOptions{}); err != nil {
		return err
	}
	return log.expect(env, "delete "+second)
}

func followsAndResyncs(env env) error {
	factory := informers.NewSharedInformerFactoryWithOptions(env.typed, time.Second, informers.WithNamespace(env.namespace))
	informer := factory.Core().V1().ConfigMaps()
	var log log
	registration, err := informer.Informer().AddEventHandler(log.handler())
	if err != nil {
		return err
	}
	defer factory.Shutdown()
	ctx, stop := context.WithCancel(env)
	defer stop()
	if err := changes(env, &log, func() { factory.Start(ctx.Done()) }, "first", "second"); err != nil {
		return err
	}
	if !registration.HasSynced() {
		return fmt.Errorf("the informer has not synced")
	}
	if err := log.expect(env, "resync first"); err != nil {
		return err
	}
	if _, err := informer.Lister().ConfigMaps(env.namespace).Get("first"); err != nil {
		return err
	}
	return expect("adds of the first", log.count("add first"), 1)
}

// followsOverTheEndsOfWatches lets the server end every watch after a second.
func followsOverTheEndsOfWatches(env env) error {
	var log log
	var mutex sync.Mutex
	watches := 0
	seconds := int64(1)
	client := env.typed.CoreV1().ConfigMaps(env.namespace)
	source := &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			return client.List(ctx, options)
		},
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			mutex.Lock()
			watches++
			mutex.Unlock()
			options.TimeoutSeconds = &seconds
			return client.Watch(ctx, options)
		},
	}
	informer := cache.NewSharedIndexInformer(source, &corev1.ConfigMap{}, 0, cache.Indexers{})
	if _, err := informer.AddEventHandler(log.handler()); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(env)
	defer stop()
	go informer.RunWithContext(ctx)
	err := eventually(env, "watches ended", func() bool {
		mutex.Lock()
		defer mutex.Unlock()
		return watches >= 3
	})
	if err != nil {
		return err
	}
	return changes(env, &log, func() {}, "first", "second")
}

func followsCustomObjects(env env) error {
	return withGadgets(env, func(client dynamic.ResourceInterface) error {
		factory := dynamicinformer.NewFilteredDynamicSharedInformerFactory(env.dynamic, 0, env.namespace, nil)
		informer := factory.ForResource(gadgets)
		var log log
		if _, err := informer.Informer().AddEventHandler(log.handler()); err != nil {
			return err
		}
		ctx, stop := context.WithCancel(env)
		defer stop()
		factory.Start(ctx.Done())
		if !cache.WaitForCacheSync(ctx.Done(), informer.Informer().HasSynced) {
			return fmt.Errorf("the informer has not synced")
		}
		if _, err := client.Create(env, gadget("a"), metav1.CreateOptions{}); err != nil {
			return err
		}
		if err := log.expect(env, "add a"); err != nil {
			return err
		}
		if err := client.Delete(env, "a", metav1.DeleteOptions{}); err != nil {
			return err
		}
		return log.expect(env, "delete a")
	})
}

func followsMetadataAlone(env env) error {
	resource := schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
	factory := metadatainformer.NewFilteredSharedInformerFactory(env.metadata, 0, env.namespace, nil)
	informer := factory.ForResource(resource)
	var log log
	if _, err := informer.Informer().AddEventHandler(log.handler()); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(env)
	defer stop()
	if err := changes(env, &log, func() { factory.Start(ctx.Done()) }, "first", "second"); err != nil {
		return err
	}
	found, err := informer.Lister().ByNamespace(env.namespace).Get("first")
	if err != nil {
		return err
	}
	partial, isPartial := found.(*metav1.PartialObjectMetadata)
	if !isPartial {
		return fmt.Errorf("not metadata alone: %T", found)
	}
	return expect("name", partial.Name, "first")
}

func watchesOn(env env) error {
	client := env.typed.CoreV1().ConfigMaps(env.namespace)
	list, err := client.List(env, metav1.ListOptions{})
	if err != nil {
		return err
	}
	seconds := int64(1)
	source := &cache.ListWatch{WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
		options.TimeoutSeconds = &seconds
		return client.Watch(ctx, options)
	}}
	watcher, err := watchtools.NewRetryWatcherWithContext(env, list.ResourceVersion, source)
	if err != nil {
		return err
	}
	defer watcher.Stop()
	time.Sleep(2500 * time.Millisecond)
	if _, err := client.Create(env, configMap("late"), metav1.CreateOptions{}); err != nil {
		return err
	}
	for {
		select {
		case event, open := <-watcher.ResultChan():
			if !open || event.Type == watch.Error {
				return fmt.Errorf("the watch ended: %v", event.Object)
			}
			if object, isMap := event.Object.(*corev1.ConfigMap); isMap && object.Name == "late" {
				return expect("event", event.Type, watch.Added)
			}
		case <-env.Done():
			return fmt.Errorf("no event came")
		}
	}
}

func waitsForAChange(env env) error {
	client := env.dynamic.Resource(schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}).Namespace(env.namespace)
	source := &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			return client.List(ctx, options)
		},
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			return client.Watch(ctx, options)
		},
	}
	time.AfterFunc(300*time.Millisecond, func() {
		env.typed.CoreV1().ConfigMaps(env.namespace).Create(env, configMap("awaited"), metav1.CreateOptions{})
	})
	_, err := watchtools.UntilWithSync(env, source, &unstructured.Unstructured{}, nil, func(event watch.Event) (bool, error) {
		object, isObject := event.Object.(metav1.Object)
		return isObject && event.Type == watch.Added && object.GetName() == "awaited", nil
	})
	return err
}
