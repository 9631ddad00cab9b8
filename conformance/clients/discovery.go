package main

import (
	"errors"
	"fmt"

	autoscaling "k8s.io/api/autoscaling/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsclient "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/openapi"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/scale"
	"k8s.io/client-go/util/retry"
)

var discoveryChecks = []check{
	{"discovery", findsWhatIsServed},
	{"rest-mapper", mapsKindsThatComeAndGo},
	{"scale", scalesWhatItFindsByDiscovery},
}

func findsWhatIsServed(env env) error {
	client := discovery.NewDiscoveryClientForConfigOrDie(env.config)
	version, err := client.ServerVersion()
	if err != nil {
		return err
	}
	if err := expect("major", version.Major, "1"); err != nil {
		return err
	}
	if _, err := client.ServerPreferredResources(); err != nil {
		return fmt.Errorf("preferred resources: %w", err)
	}
	for _, groupVersion := range []string{"v1", "apps/v1", "coordination.k8s.io/v1", "events.k8s.io/v1"} {
		if _, err := client.ServerResourcesForGroupVersion(groupVersion); err != nil {
			return err
		}
	}
	paths, err := client.OpenAPIV3().Paths()
	if err != nil {
		return err
	}
	path, found := paths["apis/apps/v1"]
	if !found {
		return errors.New("no schema of apps/v1")
	}
	_, err = openapi.GroupVersion(path).Schema("application/json")
	return err
}

var gadgets = schema.GroupVersionResource{Group: "clients.example.com", Version: "v1", Resource: "gadgets"}

// withGadgets runs work while a definition of gadgets is there.
func withGadgets(env env, work func(dynamic.ResourceInterface) error) error {
	client := apiextensionsclient.NewForConfigOrDie(env.config).ApiextensionsV1().CustomResourceDefinitions()
	anything := true
	definition := &apiextensions.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "gadgets.clients.example.com"},
		Spec: apiextensions.CustomResourceDefinitionSpec{
			Group: gadgets.Group,
			Scope: apiextensions.NamespaceScoped,
			Names: apiextensions.CustomResourceDefinitionNames{Plural: "gadgets", Kind: "Gadget"},
			Versions: []apiextensions.CustomResourceDefinitionVersion{{
				Name: gadgets.Version, Served: true, Storage: true,
				Schema: &apiextensions.CustomResourceValidation{OpenAPIV3Schema: &apiextensions.JSONSchemaProps{
					Type: "object",
					Properties: map[string]apiextensions.JSONSchemaProps{
						"spec": {Type: "object", XPreserveUnknownFields: &anything},
					},
				}},
			}},
		},
	}
	if _, err := client.Create(env, definition, metav1.CreateOptions{}); err != nil {
		return err
	}
	defer client.Delete(env, definition.Name, metav1.DeleteOptions{})
	err := eventually(env, "the definition is established", func() bool {
		found, err := client.Get(env, definition.Name, metav1.GetOptions{})
		if err != nil {
			return false
		}
		for _, condition := range found.Status.Conditions {
			if condition.Type == apiextensions.Established && condition.Status == apiextensions.ConditionTrue {
				return true
			}
		}
		return false
	})
	if err != nil {
		return err
	}
	return work(env.dynamic.Resource(gadgets).Namespace(env.namespace))
}

func mapsKindsThatComeAndGo(env env) error {
	cached := memory.NewMemCacheClient(discovery.NewDiscoveryClientForConfigOrDie(env.config))
	mapper := restmapper.NewShortcutExpander(restmapper.NewDeferredDiscoveryRESTMapper(cached), cached, nil)
	deployments, err := mapper.RESTMapping(schema.GroupKind{Group: "apps", Kind: "Deployment"})
	if err != nil {
		return err
	}
	if err := expect("resource", deployments.Resource.Resource, "deployments"); err != nil {
		return err
	}
	short, err := mapper.ResourceFor(schema.GroupVersionResource{Resource: "deploy"})
	if err != nil {
		return err
	}
	if err := expect("short name", short.Group, "apps"); err != nil {
		return err
	}
	gadget := schema.GroupKind{Group: gadgets.Group, Kind: "Gadget"}
	if _, err := mapper.RESTMapping(gadget); !meta.IsNoMatchError(err) {
		return fmt.Errorf("a kind that is not there: %v", err)
	}
	return withGadgets(env, func(dynamic.ResourceInterface) error {
		return eventually(env, "the new kind is mapped", func() bool {
			meta.MaybeResetRESTMapper(mapper)
			mapping, err := mapper.RESTMapping(gadget)
			return err == nil && mapping.Scope.Name() == meta.RESTScopeNameNamespace
		})
	})
}

func scalesWhatItFindsByDiscovery(env env) error {
	if err := createDeployment(env, "scaled", 1); err != nil {
		return err
	}
	client := discovery.NewDiscoveryClientForConfigOrDie(env.config)
	groups, err := restmapper.GetAPIGroupResources(client)
	if err != nil {
		return err
	}
	mapper := restmapper.NewDiscoveryRESTMapper(groups)
	scaler, err := scale.NewForConfig(env.config, mapper, dynamic.LegacyAPIPathResolverFunc, scale.NewDiscoveryScaleKindResolver(client))
	if err != nil {
		return err
	}
	deployments := schema.GroupResource{Group: "apps", Resource: "deployments"}
	// The deployment controller writes at the same time.
	var updated *autoscaling.Scale
	err = retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		found, err := scaler.Scales(env.namespace).Get(env, deployments, "scaled", metav1.GetOptions{})
		if err != nil {
			return err
		}
		found.Spec.Replicas = 3
		updated, err = scaler.Scales(env.namespace).Update(env, deployments, found, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		return err
	}
	return expect("replicas", updated.Spec.Replicas, 3)
}
