import { faultsTold } from '../../../check/faults-told.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';

const definition: UnknownObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'pools.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Cluster',
    names: { plural: 'pools', kind: 'Pool' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

const pool = (version: string): UnknownObject => ({
  apiVersion: `example.org/${version}`,
  kind: 'Pool',
  metadata: { name: 'lan' },
});

export const apiVersionNotServed: ObjectsRule = {
  id: 'api-version-not-served',
  needs: 'objects',
  judges: true,
  severity: 'error',
  summary: 'An object is of an API version that the definition of its kind among the files does not serve.',
  why: 'a custom kind is served in the versions that its definition says (apiextensions-apiserver pkg/apiserver/customresource_handler.go)',
  check: faultsTold('api-version-not-served'),
  examples: { passing: [definition, pool('v1')], failing: [definition, pool('v1alpha1')] },
};
