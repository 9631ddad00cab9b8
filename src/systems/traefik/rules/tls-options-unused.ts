import { neverNamed } from '../../../check/never-named.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { exampleRoute } from '../rule-examples.ts';

const exampleOptions: UnknownObject = {
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'TLSOption',
  metadata: { name: 'modern', namespace: 'apps' },
  spec: { minVersion: 'VersionTLS13' },
};

export const tlsOptionsUnused: ObjectsRule = {
  id: 'tls-options-unused',
  needs: 'objects',
  severity: 'info',
  summary: 'TLSOptions are defined and named by nothing.',
  together: 'are named by nothing: they do nothing',
  why: 'options other than those named default act on the routes that name them (traefik pkg/provider/kubernetes/crd/kubernetes.go buildTLSOptions)',
  check: (input) =>
    neverNamed(
      input,
      input.ofKind('TLSOption', 'traefik.io').filter(({ object }) => object.metadata.name !== 'default'),
      (name) => ({
        message: `TLS options ${name} are named by no route: they do nothing`,
        hint: 'name them in spec.tls.options of a route, or call them default in one namespace',
      }),
    ),
  examples: {
    passing: [
      exampleOptions,
      exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { tls: { options: { name: 'modern' } } } }),
    ],
    failing: [exampleOptions],
  },
};
