import { describe, expect, it } from 'vitest';
import type { Json, UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { sealedText } from '../kube/sealed.ts';
import { judgeObjects } from './judge-objects.ts';

const deployment = (spec: object, container: object = {}): UnknownObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx', ...container }] },
    },
    ...spec,
  },
});

const service = (spec: object): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { ports: [{ port: 80 }], ...spec },
});

const definition = (version: string, spec: Json, kind = 'Pool'): UnknownObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'pools.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { plural: 'pools', kind },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
      },
    ],
  },
});

const poolSpec = {
  type: 'object',
  required: ['size'],
  properties: {
    size: { type: 'integer' },
    mode: { type: 'string', enum: ['fast', 'slow'] },
    values: { 'x-kubernetes-preserve-unknown-fields': true },
    port: { 'x-kubernetes-int-or-string': true },
  },
  'x-kubernetes-validations': [{ rule: '!has(self.mode) || self.size < 10', message: 'too big for a mode' }],
};

const pool = (spec: Json, version = 'v1'): UnknownObject => ({
  apiVersion: `example.org/${version}`,
  kind: 'Pool',
  metadata: { name: 'pool', namespace: 'default' },
  spec,
});

const told = async (objects: readonly (UnknownObject | SourcedObject)[], known: readonly UnknownObject[] = []) => {
  const sourced = objects.map((each) =>
    'object' in each ? (each as SourcedObject) : { object: each as UnknownObject },
  );
  const faults = await judgeObjects(sourced, async () => known);
  return faults.map(({ code, path, hint, severity }) => [code, path?.join('.'), hint, ...(severity ? [severity] : [])]);
};

describe('objects of built-in kinds', () => {
  it('are told all that is wrong with them at once', async () => {
    const wrong = deployment(
      { replica: 2, paused: 'yes' },
      { resources: { limits: { memory: '1GB' } }, ports: [{ containerPort: 'http' }], env: [{ value: 'x' }] },
    );
    expect(await told([wrong])).toEqual([
      ['field-unknown', 'spec.replica', 'did you mean replicas?'],
      [
        'value-of-wrong-type',
        'spec.template.spec.containers.0.resources.limits.memory',
        expect.stringContaining('1Gi'),
      ],
      ['value-of-wrong-type', 'spec.template.spec.containers.0.ports.0.containerPort', 'write a whole number'],
      ['value-of-wrong-type', 'spec.paused', 'write true or false'],
      ['field-missing', 'spec.template.spec.containers.0.env.0.name', 'add it'],
    ]);
  });

  it.each<[string, UnknownObject, readonly unknown[]]>([
    [
      'a number where text belongs',
      deployment({}, { env: [{ name: 'A', value: 5 }] }),
      ['value-of-wrong-type', 'spec.template.spec.containers.0.env.0.value', expect.stringContaining('quotes')],
    ],
    [
      'a field at the wrong level',
      deployment({}, { hostNetwork: true }),
      ['field-unknown', 'spec.template.spec.containers.0.hostNetwork', 'it belongs into spec.template.spec'],
    ],
    [
      'a value that is none of those supported',
      service({ type: 'Loadbalancer' }),
      ['value-not-supported', 'spec.type', 'did you mean LoadBalancer?'],
    ],
    [
      'a label that is a truth value',
      { ...service({}), metadata: { name: 'web', labels: { on: true } } } as unknown as UnknownObject,
      ['value-of-wrong-type', 'metadata.labels.on', expect.stringContaining('quotes')],
    ],
  ])('are told %s', async (_, object, fault) => {
    expect(await told([object])).toEqual([fault]);
  });

  it('miss nothing that is only spelt wrong', async () => {
    const { selector: _, ...spec } = deployment({}).spec as { readonly selector: Json };
    const misspelt = { ...deployment({}), spec: { ...spec, selectr: { matchLabels: { app: 'web' } } } };
    expect(await told([misspelt])).toEqual([['field-unknown', 'spec.selectr', 'did you mean selector?']]);
  });

  it.each<[string, UnknownObject | SourcedObject]>([
    ['of any cluster IP and family', service({ clusterIP: '10.96.0.10', ipFamilyPolicy: 'RequireDualStack' })],
    ['with an unresolved variable', deployment({ replicas: `$${'{REPLICAS}'}` })],
    ['with a value that only a key decrypts', deployment({ replicas: sealedText('replicas') })],
    ['with a null', deployment({ strategy: null })],
    ['that are encrypted as a whole', { ...service({ type: 'ENC[AES256_GCM,data:x]' }), sops: {} }],
    ['that nothing applies', { object: deployment({ replica: 2 }), loose: true }],
    ['that are guessed after another version', { object: deployment({ replica: 2 }), approximate: true }],
  ])('%s are not judged', async (_, object) => {
    expect(await told([object])).toEqual([]);
  });

  it('may hold more in a chart than the API keeps: it drops that with a warning', async () => {
    const made = { object: deployment({ replica: 2 }), madeBy: 'HelmRelease/a/b' };
    expect(await told([made])).toEqual([['field-unknown', 'spec.replica', 'did you mean replicas?', 'warning']]);
  });
});

describe('objects of custom kinds', () => {
  it('are held to the definition among the files', async () => {
    const wrong = pool({ sise: 3, mode: 'fats', values: { any: 1 }, port: 'http' });
    expect(await told([definition('v1', poolSpec), wrong])).toEqual([
      ['field-unknown', 'spec.sise', 'did you mean size?'],
      ['value-not-supported', 'spec.mode', 'did you mean fast?'],
    ]);
  });

  it('are held to its rules in CEL', async () => {
    expect(await told([definition('v1', poolSpec), pool({ size: 12, mode: 'fast' })])).toEqual([
      ['value-refused', 'spec', 'correct the value'],
    ]);
  });

  it('are not judged where nothing defines them, or two definitions differ', async () => {
    const wrong = pool({ sise: 3 });
    expect(await told([wrong])).toEqual([]);
    expect(await told([definition('v1', poolSpec), definition('v1', { type: 'object' }), wrong])).toEqual([]);
  });

  it('are held to a definition that no file brings as far as versions of it do not differ', async () => {
    const known = [definition('v1', poolSpec)];
    expect(await told([pool({ size: 1, newer: 1, mode: 'medium' })], known)).toEqual([]);
    expect(await told([pool({ siz: 'a' })], known)).toEqual([['field-unknown', 'spec.siz', 'did you mean size?']]);
    const beta = [definition('v1beta1', poolSpec)];
    expect(await told([pool({ mode: 'fast' }, 'v1beta1')], beta)).toEqual([]);
    expect(await told([pool({ size: 'a' }, 'v1beta1')], beta)).toEqual([
      ['value-of-wrong-type', 'spec.size', expect.any(String), 'warning'],
    ]);
  });
});

it.each(['ENC[AES256_GCM,data:aGVsbG8=,iv:eA==,tag:eA==,type:str]', sealedText('AUTH')])(
  'nothing is said of what an encrypted Secret holds: %s',
  async (value) => {
    const secret = (fields: object): SourcedObject => ({
      object: {
        ...{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/dockerconfigjson' },
        metadata: { name: 'pull', namespace: 'default' },
        ...fields,
      } as UnknownObject,
    });
    const encoded = Buffer.from(value).toString('base64');
    const all = [
      secret({ stringData: { '.dockerconfigjson': value } }),
      secret({ data: { '.dockerconfigjson': encoded } }),
    ];
    expect((await judgeObjects(all, undefined)).filter(({ code }) => code === 'value-refused')).toEqual([]);
  },
);
