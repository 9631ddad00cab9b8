import { kinds } from '../../../kube/types.ts';
import { gitRepository, startFlux } from '../test-kit.ts';

export const deployment = (name: string) =>
  JSON.stringify({
    ...kinds.Deployment,
    metadata: { name, namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: 'nginx' }] } },
    },
  });

export const definition = JSON.stringify({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
});
export const widget = JSON.stringify({
  apiVersion: 'example.org/v1',
  kind: 'Widget',
  metadata: { name: 'w', namespace: 'default' },
});

export async function start(files: Parameters<typeof startFlux>[0]['files'], ...kustomizations: readonly object[]) {
  const flux = await startFlux({ files });
  await flux.create(gitRepository());
  for (const each of kustomizations) await flux.create(each);
  return flux;
}
