import { describe, expect, test } from 'vitest';
import { seededRuntime } from '../../../../core/runtime.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { kinds } from '../../../../kube/types.ts';
import type { AdmissionWebhook } from '../../../admission.ts';
import { createEmbeddedCluster } from '../../index.ts';

const noSecrets: AdmissionWebhook = {
  name: 'names.example.org',
  path: '/names',
  group: '',
  resources: ['configmaps'],
  operations: ['CREATE', 'UPDATE'],
  refuse: ({ operation, object, list }) =>
    object.metadata.name.startsWith('bad')
      ? `${operation} of ${object.metadata.name} beside ${list(kinds.ConfigMap, 'default').length}`
      : undefined,
};
const configMap = (name: string, labels?: Record<string, string>) => ({
  ...kinds.ConfigMap,
  metadata: { name, namespace: 'default', labels },
});
const service = {
  ...kinds.Service,
  metadata: { name: 'hook', namespace: 'default' },
  spec: { clusterIP: '10.43.7.7', ports: [{ port: 443 }] },
};
const slice = (ready: boolean) => ({
  ...kinds.EndpointSlice,
  metadata: { name: 'hook-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'hook' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.42.0.9'], conditions: { ready } }],
  ports: [],
});
const configuration = (webhook: object = {}) => ({
  ...kinds.ValidatingWebhookConfiguration,
  metadata: { name: 'hooks' },
  webhooks: [
    {
      name: 'names.example.org',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      clientConfig: { service: { name: 'hook', namespace: 'default', path: '/names' } },
      rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
      ...webhook,
    },
  ],
});

async function clusterWith(...objects: readonly object[]) {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  embedded.addWebhooks([noSecrets], 'by-objects');
  for (const object of objects) await embedded.cluster.create(object as UnknownObject);
  return (object: object) => embedded.cluster.create(object as UnknownObject);
}

const denial = 'admission webhook "names.example.org" denied the request: CREATE of bad beside 0';

test('a webhook that is configured and answers is asked', async () => {
  const create = await clusterWith(service, slice(true), configuration());
  await expect(create(configMap('bad'))).rejects.toMatchObject({
    status: { code: 403, reason: 'Forbidden', message: denial },
  });
  expect(await create(configMap('good'))).toMatchObject({ metadata: { name: 'good' } });
});

test('without a configuration nobody is asked, unless it is taken to be installed', async () => {
  const create = await clusterWith(service, slice(true));
  expect(await create(configMap('bad'))).toBeDefined();
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  embedded.addWebhooks([noSecrets], 'assumed');
  await expect(embedded.cluster.create(configMap('bad'))).rejects.toThrow(denial);
});

describe('a webhook that does not answer', () => {
  const failed = (why: string) =>
    `Internal error occurred: failed calling webhook "names.example.org": failed to call webhook: Post "https://hook.default.svc:443/names?timeout=10s": ${why}`;

  test.each<[what: string, objects: object[], why: string]>([
    ['has no Service', [], 'service "hook" not found'],
    ['has no endpoint', [service], 'dial tcp 10.43.7.7:443: connect: connection refused'],
    ['has no ready endpoint', [service, slice(false)], 'dial tcp 10.43.7.7:443: connect: connection refused'],
  ])('%s: every write fails', async (_what, objects, why) => {
    const create = await clusterWith(...objects, configuration());
    await expect(create(configMap('good'))).rejects.toMatchObject({
      status: { code: 500, reason: 'InternalError', message: failed(why) },
    });
  });

  test('is passed over when its failure policy says Ignore', async () => {
    const create = await clusterWith(configuration({ failurePolicy: 'Ignore' }));
    expect(await create(configMap('bad'))).toBeDefined();
  });
});

test.each<[what: string, webhook: object]>([
  [
    'another resource',
    { rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['secrets'] }] },
  ],
  ['another group', { rules: [{ operations: ['*'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['*'] }] }],
  [
    'another operation',
    { rules: [{ operations: ['UPDATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['*'] }] },
  ],
  ['objects with a label', { objectSelector: { matchLabels: { checked: 'yes' } } }],
  ['other namespaces', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ['a path that is not known', { clientConfig: { service: { name: 'hook', namespace: 'default', path: '/other' } } }],
])('a webhook for %s is not asked', async (_what, webhook) => {
  const create = await clusterWith(service, slice(true), configuration(webhook));
  expect(await create(configMap('bad'))).toBeDefined();
});

describe('a deletion', () => {
  const rules = (...operations: readonly string[]) => ({
    rules: [{ operations, apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
  });
  const keeper: AdmissionWebhook = {
    ...noSecrets,
    operations: ['DELETE'],
    refuse: ({ operation, object, old }) => (old === object ? `${operation} of ${object.metadata.name}` : undefined),
  };

  async function deleteOne(known: AdmissionWebhook, webhook: object, ready = true) {
    const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
    embedded.addWebhooks([known], 'by-objects');
    for (const object of [service, slice(ready), configMap('one'), configuration(webhook)])
      await embedded.cluster.create(object as UnknownObject);
    await embedded.cluster.delete(kinds.ConfigMap, 'one', 'default');
  }

  test('is shown to a webhook that is configured for it, with the object as it is', async () => {
    const denied = 'admission webhook "names.example.org" denied the request: DELETE of one';
    await expect(deleteOne(keeper, rules('DELETE'))).rejects.toThrow(denied);
  });

  test('is refused where such a webhook cannot be reached, unless that is to be ignored', async () => {
    await expect(deleteOne(keeper, rules('*'), false)).rejects.toThrow('failed calling webhook "names.example.org"');
    await deleteOne(keeper, { ...rules('DELETE'), failurePolicy: 'Ignore' }, false);
  });

  test('passes a webhook that is not configured for it, and one of which no answer is known', async () => {
    await deleteOne(keeper, rules('CREATE', 'UPDATE'), false);
    await deleteOne(noSecrets, rules('*'));
  });

  test('of what is not there is not asked about', async () => {
    const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
    await embedded.cluster.create(configuration(rules('DELETE')) as UnknownObject);
    await expect(embedded.cluster.delete(kinds.ConfigMap, 'gone', 'default')).rejects.toThrow('not found');
  });
});
