import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { createEmbeddedCluster } from '../embedded/index.ts';
import { MissingRight } from '../live/refusals.ts';
import { preferredOf } from './preferred-resources.ts';
import { isSnapshotFile, readSnapshot, snapshotLines } from './read-snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { withoutSecrets } from './without-secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapshots-'));
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'boats.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'boats', kind: 'Boat' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

const make = () => createEmbeddedCluster({ runtime: seededRuntime() });

async function populated() {
  const embedded = make();
  const { cluster } = embedded;
  await cluster.create(definition);
  const metadata = (name: string) => ({ name, namespace: 'default' });
  await cluster.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata('s'),
    stringData: { password: 'hunter2' },
  } as UnknownObject);
  await cluster.create({
    apiVersion: 'example.com/v1',
    kind: 'Boat',
    metadata: metadata('b'),
    spec: { sails: 2 },
  } as UnknownObject);
  const status = { type: 'merge', body: { status: { afloat: true } }, subresource: 'status' } as const;
  await cluster.patch({ apiVersion: 'example.com/v1', kind: 'Boat' }, 'b', 'default', status);
  return embedded;
}

const textOf = async (embedded: Awaited<ReturnType<typeof populated>>) =>
  [
    ...snapshotLines(await takeSnapshot({ cluster: embedded.cluster, context: 'lab', kubernetesVersion: 'v1.36.3' })),
  ].join('');

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a snapshot', () => {
  it('holds every object without secret values, the same bytes each time, and is read as it was taken', async () => {
    const embedded = await populated();
    const text = await textOf(embedded);
    expect(await textOf(embedded)).toBe(text);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(Buffer.from('hunter2').toString('base64'));
    expect(text).not.toContain('managedFields');
    const path = write('whole', text);
    expect(isSnapshotFile(path)).toBe(true);
    const { head, objects } = await readSnapshot(path);
    expect(head).toMatchObject({ schemaVersion: 1, context: 'lab', missing: [], objects: objects.length });
    expect(objects.find(({ kind }) => kind === 'Secret')).toMatchObject({ data: { password: expect.any(String) } });
    await embedded.stop();
  });

  it('is taken over by an embedded cluster with status, uid and times, and nothing of its own beside', async () => {
    const first = await populated();
    const { objects } = await takeSnapshot({ cluster: first.cluster, context: 'lab', kubernetesVersion: '' });
    const second = make();
    const { adopted, leftOut } = second.adopt(objects);
    expect({ adopted, leftOut: [...leftOut] }).toEqual({ adopted: objects.length, leftOut: [] });
    const again = await takeSnapshot({ cluster: second.cluster, context: 'lab', kubernetesVersion: '' });
    const unversioned = (all: readonly UnknownObject[]) =>
      all.map(({ metadata: { resourceVersion: _, ...metadata }, ...rest }) => ({ ...rest, metadata }));
    expect(unversioned(again.objects)).toEqual(unversioned(objects));
    const boat = { apiVersion: 'example.com/v1', kind: 'Boat' };
    expect(await second.cluster.get(boat, 'b', 'default')).toMatchObject({ status: { afloat: true } });
    await second.cluster.patch(boat, 'b', 'default', { type: 'merge', body: { spec: { sails: 3 } } });
    await Promise.all([first.stop(), second.stop()]);
  });

  it('says what may not be read, and is taken all the same', async () => {
    const embedded = make();
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'no',
      reason: 'Forbidden',
      code: 403,
    } as const;
    const cluster: typeof embedded.cluster = {
      ...embedded.cluster,
      list: (kind, options) =>
        kind.kind === 'Secret'
          ? Promise.reject(new MissingRight(status, { verb: 'list', group: '', resource: 'secrets' }))
          : embedded.cluster.list(kind, options),
    };
    const { head } = await takeSnapshot({ cluster, context: 'lab', kubernetesVersion: '' });
    expect(head.missing).toEqual([{ resource: 'secrets', reason: 'no', kind: 'Secret', group: '' }]);
    await embedded.stop();
  });

  it.each([
    ['another version', '{"kind":"GatehouseSnapshot","schemaVersion":2,"objects":0}\n', 'it is of version 2'],
    ['less than it says', '{"kind":"GatehouseSnapshot","schemaVersion":1,"objects":2}\n', 'it is cut off: 0 of 2'],
    ['half a line', '{"kind":"GatehouseSnapshot","schemaVersion":1,"objects":1}\n{"apiV', 'line 2 is no JSON'],
    ['something else', '{"kind":"List"}\n', 'its first line is not that of a snapshot'],
    ['nothing', '', 'it is cut off'],
  ])('with %s is refused', async (name, text, message) => {
    await expect(readSnapshot(write(name, text))).rejects.toThrow(message);
  });
});

describe('what is secret is not told', () => {
  const pod = (container: object, annotations = {}) =>
    withoutSecrets({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', annotations },
      spec: { containers: [container] },
    }) as unknown as {
      readonly metadata: { readonly annotations?: object };
      readonly spec: { readonly containers: readonly object[] };
    };

  it('in variables of containers, unless they only refer to it', () => {
    const valueFrom = { secretKeyRef: { name: 's', key: 'password' } };
    const env = [
      { name: 'DB_PASSWORD', value: 'hunter2' },
      { name: 'API_TOKEN', valueFrom },
      { name: 'PASSWORD_FILE', value: '/run/secrets/p' },
      { name: 'PORT', value: '80' },
    ];
    expect(pod({ env }).spec.containers).toEqual([
      {
        env: [
          { name: 'DB_PASSWORD', value: '<not in the snapshot>' },
          { name: 'API_TOKEN', valueFrom },
          env[2],
          env[3],
        ],
      },
    ]);
  });

  it('in the Secret of a certificate, which is public without its key', () => {
    const of = (text: string) => Buffer.from(text).toString('base64');
    const pem = of('-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n');
    const both = of('-----BEGIN CERTIFICATE-----\nMII=\n-----BEGIN PRIVATE KEY-----\nMII=\n');
    const data = { 'tls.crt': pem, 'tls.key': of('-----BEGIN PRIVATE KEY-----\n'), 'both.crt': both };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data } as UnknownObject;
    const told = (withoutSecrets(secret) as unknown as { readonly data: Readonly<Record<string, string>> }).data;
    expect(told['tls.crt']).toBe(pem);
    expect([told['tls.key'], told['both.crt']].map((each) => Buffer.from(each ?? '', 'base64').toString())).toEqual(
      Array(2).fill('ENC[SNAPSHOT,data:not in the snapshot]'),
    );
  });

  it.each([
    ['--password=hunter2', '--password=<not in the snapshot>'],
    ['--token-file=/run/token', '--token-file=/run/token'],
    ['postgres://me:hunter2@db/x', 'postgres://me:<not in the snapshot>@db/x'],
    ['http://db:5432/x@y', 'http://db:5432/x@y'],
    ['--port=80', '--port=80'],
  ])('in an argument %s', (given, told) => {
    expect(pod({ args: [given] }).spec.containers).toEqual([{ args: [told] }]);
  });

  it('in the values of a chart', () => {
    const values = { auth: { adminPassword: 'hunter2', existingSecret: 's', secretName: 't' } };
    const release = {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'r' },
      spec: { values },
    };
    const told = withoutSecrets(release) as unknown as typeof release;
    expect(told.spec.values.auth).toEqual({
      adminPassword: '<not in the snapshot>',
      existingSecret: 's',
      secretName: 't',
    });
  });

  const settings = (text: string) =>
    (
      withoutSecrets({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c' },
        data: { 'app.conf': text },
      } as UnknownObject) as unknown as { readonly data: Readonly<Record<string, string>> }
    ).data['app.conf'];

  it.each([
    ['db:\n  password: hunter2\n  port: 5432\n', 'db:\n  password: <not in the snapshot>\n  port: 5432\n'],
    ['{"api_key": "hunter2", "port": 1}', '{"api_key": "<not in the snapshot>", "port": 1}'],
    ['[db]\nPASSWORD=hunter2\nHOST=db', '[db]\nPASSWORD=<not in the snapshot>\nHOST=db'],
    ['auth:\n  secretName: db\n  tokenFile: /run/token\n', 'auth:\n  secretName: db\n  tokenFile: /run/token\n'],
    ['password: $DB_PASSWORD\ntoken: true\n', 'password: $DB_PASSWORD\ntoken: true\n'],
    ['admin:$2y$05$abcdefghijklmnopqrstuv', 'admin:<not in the snapshot>'],
    ['Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer <not in the snapshot>'],
  ])('in a file of settings %j', (given, told) => {
    expect(settings(given)).toBe(told);
  });

  it('in maps of variables, and where a value is nothing that people call things', () => {
    const told = withoutSecrets({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: {
        name: 'k',
        annotations: { 'example.org/note': 'ghp_0123456789abcdefghij', 'example.org/api-token': 'x' },
      },
      spec: {
        postBuild: { substitute: { APP_KEY: 'hunter2', DOMAIN: 'example.org', GROUPS: 'a' } },
        values: { secret: 'a8f5f167f44f4964e6c998dee827110c', tls: { secret: 'wildcard-tls' } },
      },
    } as UnknownObject) as unknown as { readonly metadata: { readonly annotations: object }; readonly spec: object };
    expect(told.spec).toEqual({
      postBuild: { substitute: { APP_KEY: '<not in the snapshot>', DOMAIN: 'example.org', GROUPS: 'a' } },
      values: { secret: '<not in the snapshot>', tls: { secret: 'wildcard-tls' } },
    });
    expect(told.metadata.annotations).toEqual({
      'example.org/note': '<not in the snapshot>',
      'example.org/api-token': '<not in the snapshot>',
    });
  });

  it('in the annotation that repeats what was applied', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"a":1}', kept: 'yes' };
    expect(pod({}, annotations).metadata.annotations).toEqual({ kept: 'yes' });
  });
});

it('each resource is read once, in its highest version, and nothing that is only made up when asked', () => {
  const info = (group: string, version: string, plural: string, verbs = ['list']) => ({
    group,
    version,
    plural,
    kind: plural,
    singular: '',
    namespaced: true,
    subresources: [],
    verbs,
  });
  const chosen = preferredOf([
    info('autoscaling', 'v1', 'horizontalpodautoscalers'),
    info('autoscaling', 'v2', 'horizontalpodautoscalers'),
    info('metrics.k8s.io', 'v1beta1', 'pods'),
    info('events.k8s.io', 'v1', 'events'),
    info('', 'v1', 'bindings', ['create']),
    info('', 'v1', 'events'),
  ]);
  expect(chosen.map(({ group, version, plural }) => `${group}/${version}/${plural}`)).toEqual([
    '/v1/events',
    'autoscaling/v2/horizontalpodautoscalers',
  ]);
});
