import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../../../../test/api-request.ts';
import { seededRuntime } from '../../../core/runtime.ts';
import type { EmbeddedCluster } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';

const container = {
  name: 'c',
  image: 'i',
  env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
  ports: [{ name: 'http', containerPort: 80 }],
  resources: { limits: { cpu: '1' }, requests: { memory: '1Mi' } },
  livenessProbe: { httpGet: { path: '/', port: 80 } },
  volumeMounts: [{ name: 'v', mountPath: '/v' }],
};
const template = {
  metadata: { labels: { a: 'b' } },
  spec: {
    containers: [container],
    tolerations: [{ key: 'k', operator: 'Exists' }],
    volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 'x' } }] } }],
  },
};
const selector = { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] };
const metadata = { name: 'n', labels: { a: 'b' }, annotations: { a: 'b' }, finalizers: ['example.com/f'] };
const apps = '/apis/apps/v1/namespaces/default';
const core = '/api/v1/namespaces/default';
const networking = '/apis/networking.k8s.io/v1';
const backend = { service: { name: 's', port: { number: 80 } } };

const samples: readonly (readonly [path: string, object: object])[] = [
  [`${core}/pods`, { metadata, spec: template.spec }],
  [`${apps}/deployments`, { metadata, spec: { selector, template, strategy: { rollingUpdate: { maxSurge: 1 } } } }],
  [
    `${apps}/daemonsets`,
    { metadata, spec: { selector, template, updateStrategy: { rollingUpdate: { maxSurge: 0 } } } },
  ],
  [`${apps}/statefulsets`, { metadata, spec: { selector, template, volumeClaimTemplates: [{ metadata, spec: {} }] } }],
  [
    '/apis/batch/v1/namespaces/default/cronjobs',
    { metadata, spec: { jobTemplate: { spec: { template } }, schedule: '* * * * *' } },
  ],
  [
    `${core}/services`,
    { metadata, spec: { ports: [{ port: 80, targetPort: 'x' }], clusterIPs: ['10.43.5.5'], ipFamilies: ['IPv4'] } },
  ],
  [`${core}/configmaps`, { metadata, data: { a: '1' }, binaryData: { b: 'YQ==' } }],
  [`${core}/secrets`, { metadata, data: { a: 'YQ==' }, stringData: { b: 'x' } }],
  [`${core}/endpoints`, { metadata, subsets: [{ addresses: [{ ip: '1.1.1.1' }], ports: [{ port: 1 }] }] }],
  [
    '/api/v1/nodes',
    { metadata, spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] }, status: { capacity: { cpu: '1' } } },
  ],
  ['/api/v1/persistentvolumes', { metadata, spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } } }],
  [
    `${networking}/namespaces/default/ingresses`,
    {
      metadata,
      spec: {
        rules: [{ host: 'a.b', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
        tls: [{ hosts: ['a.b'] }],
      },
    },
  ],
  [
    `${networking}/namespaces/default/networkpolicies`,
    { metadata, spec: { podSelector: selector, ingress: [{ ports: [{ port: 1 }] }] } },
  ],
  [
    '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings',
    { metadata, roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'User', name: 'u' }] },
  ],
  [
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    {
      metadata: { name: 'xs.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'xs', kind: 'X' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: '.spec.a' }],
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', properties: { a: { type: 'string', default: 'x' } } } },
              },
            },
          },
        ],
      },
    },
  ],
];

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const keys: Path = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [at, ...keys.flatMap((key) => pathsOf((value as Record<string | number, unknown>)[key], [...at, key]))];
}

function withValue(value: unknown, [key, ...rest]: Path, put: unknown): unknown {
  if (key === undefined) return put;
  const inner = withValue((value as Record<string | number, unknown>)[key], rest, put);
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? inner : item));
  return { ...(value as object), [key]: inner };
}

const junk = fc.oneof(
  fc.constantFrom(null, '', [], {}, [null], [[]], -1, 1.5, 1e300, true, '☃', '../..', 'x'.repeat(300)),
  fc.jsonValue({ maxDepth: 2 }),
);

describe('strange bodies', () => {
  let embedded: EmbeddedCluster;
  let client: ReturnType<typeof apiClient>;

  beforeAll(async () => {
    embedded = createEmbeddedCluster({ runtime: seededRuntime() });
    await embedded.cluster.create({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: 'default' },
    });
    client = apiClient(await embedded.serve());
  });
  afterAll(async () => {
    client.close();
    await embedded.stop();
  });

  it('are taken or refused, and never an internal error', async () => {
    const strange = fc.constantFrom(...samples).chain(([path, object]) =>
      fc.record({
        path: fc.constant(path),
        body: fc
          .tuple(fc.constantFrom(...pathsOf(object)), junk)
          .map(([at, put]) => JSON.stringify(withValue(object, at, put) ?? null)),
      }),
    );
    await fc.assert(
      fc.asyncProperty(strange, async ({ path, body }) => {
        const created = await client.ask(path, { method: 'POST', body });
        const table = await client.ask(path, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
        expect([created.text, table.text].filter((text) => text.includes('Internal error'))).toEqual([]);
        if (created.status !== 201) return;
        const name = encodeURIComponent(JSON.parse(created.text).metadata.name);
        const patch = { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body };
        const patched = await client.ask(`${path}/${name}`, patch);
        expect(patched.text).not.toContain('Internal error');
        const release = JSON.stringify({ metadata: { finalizers: null } });
        await client.ask(`${path}/${name}`, { method: 'DELETE' });
        await client.ask(`${path}/${name}`, { ...patch, body: release });
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
