import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedApi } from '../src/cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../src/cluster/embedded/index.ts';
import { realRuntime } from '../src/core/runtime.ts';
import type { KubeObject } from '../src/kube/object.ts';
import type { ApiException, AppsApi, ClientNode, ClientObject, CoreApi, KubeConfig } from './client-node.ts';
import { missingClient, requireClient } from './clients.ts';
import { eventually } from './eventually.ts';

const skipped = missingClient('client-node');
if (skipped) console.info(skipped);

const namespace = 'default';
const configMap = (name: string, data = {}, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data,
});
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx:1.29', ports: [{ containerPort: 80 }] }] },
    },
  },
};
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'one' },
  spec: { containers: [{ name: 'c', image: 'i' }] },
};

const traefikDefinitions = (): readonly KubeObject[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../src/systems/traefik/crds/41.3.0.json'), 'utf8'));

const until = (test: () => boolean): Promise<void> => eventually(() => expect(test()).toBe(true));

describe.skipIf(skipped)('the JavaScript client library', () => {
  const embedded = createEmbeddedCluster({ runtime: realRuntime() });
  let library: ClientNode;
  let api: ServedApi;
  let config: KubeConfig;
  let core: CoreApi;
  let apps: AppsApi;

  beforeAll(async () => {
    library = await requireClient('client-node');
    embedded.start();
    api = await embedded.serve();
    for (const definition of traefikDefinitions()) await embedded.cluster.create(definition);
    await embedded.cluster.create({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace },
    });
    config = new library.KubeConfig();
    config.loadFromString(api.kubeconfig);
    expect(config.getCurrentCluster()?.server).toBe(api.url);
    core = config.makeApiClient(library.CoreV1Api);
    apps = config.makeApiClient(library.AppsV1Api);
  });
  afterAll(() => embedded.stop());

  const refusal = async (call: Promise<unknown>): Promise<ApiException> => {
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(library.ApiException);
    return error as ApiException;
  };

  it('creates, reads, replaces, patches and deletes', async () => {
    const created = await core.createNamespacedConfigMap({ namespace, body: configMap('a', { x: '1' }) });
    expect(created.metadata.creationTimestamp).toBeInstanceOf(Date);
    const replaced = await core.replaceNamespacedConfigMap({
      namespace,
      name: 'a',
      body: { ...created, data: { x: '2' } },
    });
    expect(replaced.data).toEqual({ x: '2' });
    const patch = [{ op: 'add', path: '/data/y', value: '3' }];
    await core.patchNamespacedConfigMap({ namespace, name: 'a', body: patch });
    expect((await core.readNamespacedConfigMap({ namespace, name: 'a' })).data).toEqual({ x: '2', y: '3' });
    expect((await core.deleteNamespacedConfigMap({ namespace, name: 'a' })).status).toBe('Success');
    expect((await refusal(core.readNamespacedConfigMap({ namespace, name: 'a' }))).code).toBe(404);
  });

  it('writes deployments, their scale and their status', async () => {
    const created = await apps.createNamespacedDeployment({ namespace, body: deployment });
    expect(created.spec).toMatchObject({ progressDeadlineSeconds: 600, strategy: { type: 'RollingUpdate' } });
    const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'web' });
    expect(scale.spec).toEqual({ replicas: 2 });
    const scaled = { ...scale, spec: { replicas: 5 } };
    await apps.replaceNamespacedDeploymentScale({ namespace, name: 'web', body: scaled });
    const status = [{ op: 'add', path: '/status/replicas', value: 5 }];
    await apps.patchNamespacedDeploymentStatus({ namespace, name: 'web', body: status });
    const read = await apps.readNamespacedDeployment({ namespace, name: 'web' });
    expect(read).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 5 }, status: { replicas: 5 } });
    await apps.deleteNamespacedDeployment({ namespace, name: 'web', propagationPolicy: 'Background' });
  });

  it('lists by selectors, and in pages that agree with each other', async () => {
    for (const index of [1, 2, 3, 4, 5]) {
      const labels = { set: 'pages', even: String(index % 2 === 0) };
      await core.createNamespacedConfigMap({ namespace, body: configMap(`page-${index}`, {}, labels) });
    }
    const names = ({ items }: { readonly items: readonly ClientObject[] }) =>
      items.map(({ metadata }) => metadata.name);
    const even = await core.listNamespacedConfigMap({ namespace, labelSelector: 'set in (pages),even=true' });
    expect(names(even)).toEqual(['page-2', 'page-4']);
    const named = await core.listNamespacedConfigMap({ namespace, fieldSelector: 'metadata.name=page-3' });
    expect(names(named)).toEqual(['page-3']);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await core.listNamespacedConfigMap({
        namespace,
        labelSelector: 'set=pages',
        limit: 2,
        _continue: token,
      });
      if (seen.length === 0) await core.deleteNamespacedConfigMap({ namespace, name: 'page-5' });
      seen.push(...names(page));
      token = page.metadata._continue;
    } while (token);
    expect(seen).toEqual(['page-1', 'page-2', 'page-3', 'page-4', 'page-5']);
    await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: 'set=pages' });
    expect(names(await core.listNamespacedConfigMap({ namespace, labelSelector: 'set=pages' }))).toEqual([]);
  });

  it('keeps an informer in step over the ends of its watches', async () => {
    const labelSelector = 'set=informed';
    const path = `/api/v1/namespaces/${namespace}/configmaps?timeoutSeconds=1&allowWatchBookmarks=true&labelSelector=${labelSelector}`;
    const list = () => core.listNamespacedConfigMap({ namespace, labelSelector });
    const informed = (name: string, data = {}) => configMap(name, data, { set: 'informed' });
    await core.createNamespacedConfigMap({ namespace, body: informed('first') });
    const informer = library.makeInformer(config, path, list);
    const heard: string[] = [];
    let connections = 0;
    const errors: unknown[] = [];
    for (const event of ['add', 'update', 'delete'] as const)
      informer.on(event, ({ metadata }) => heard.push(`${event} ${metadata.name}`));
    informer.on('connect', () => connections++);
    informer.on('error', (error) => errors.push(error));
    await informer.start();
    await core.createNamespacedConfigMap({ namespace, body: informed('second') });
    await until(() => heard.includes('add second'));
    await until(() => connections >= 2);
    await core.replaceNamespacedConfigMap({ namespace, name: 'first', body: informed('first', { x: '1' }) });
    await core.deleteNamespacedConfigMap({ namespace, name: 'second' });
    await until(() => heard.includes('delete second'));
    await informer.stop();
    expect(heard).toEqual(['add first', 'add second', 'update first', 'delete second']);
    expect(informer.list().map(({ metadata }) => metadata.name)).toEqual(['first']);
    expect(errors.filter((error) => (error as Error | undefined)?.name !== 'AbortError')).toEqual([]);
  });

  it('is sent bookmarks, and the end of the first events', async () => {
    const events: [string, ClientObject][] = [];
    const query = { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: true };
    const watch = new library.Watch(config);
    const path = '/api/v1/namespaces';
    const stop = await watch.watch(
      path,
      query,
      (type, object) => events.push([type, object]),
      () => {},
    );
    await until(() => events.some(([type]) => type === 'BOOKMARK'));
    stop.abort();
    const [type, { metadata }] = events.at(-1)!;
    expect(type).toBe('BOOKMARK');
    expect(metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    expect(events.slice(0, -1).map(([, object]) => object.metadata.name)).toContain('kube-system');
  });

  it('finds kinds by discovery and patches them in every way', async () => {
    const objects = library.KubernetesObjectApi.makeApiClient(config);
    const { MergePatch, StrategicMergePatch, ServerSideApply } = library.PatchStrategy;
    await objects.create(deployment);
    const named = (rest: object) => ({ ...deployment, metadata: { name: 'web', namespace }, ...rest });
    const patch = (rest: object, strategy: string, manager?: string, force?: boolean) =>
      objects.patch({ ...named({ spec: undefined }), ...rest }, undefined, undefined, manager, force, strategy);
    const merged = await patch({ spec: { replicas: 3 } }, MergePatch);
    expect(merged.spec).toMatchObject({ replicas: 3 });
    const sidecar = { template: { spec: { containers: [{ name: 'side', image: 'busybox' }] } } };
    const strategic = await patch({ spec: sidecar }, StrategicMergePatch);
    expect((strategic.spec as typeof deployment.spec).template.spec.containers.map(({ name }) => name)).toEqual([
      'side',
      'web',
    ]);
    const conflict = await refusal(patch({ spec: { replicas: 9 } }, ServerSideApply, 'one'));
    expect(conflict.code).toBe(409);
    expect(JSON.parse(conflict.body).details.causes[0]).toMatchObject({
      reason: 'FieldManagerConflict',
      field: '.spec.replicas',
    });
    const applied = await patch({ spec: { replicas: 9 } }, ServerSideApply, 'one', true);
    expect(applied.spec).toMatchObject({ replicas: 9 });
    await objects.delete(named({}));
    expect((await refusal(objects.read(named({})))).code).toBe(404);
  });

  it('uses kinds of a definition', async () => {
    const custom = config.makeApiClient(library.CustomObjectsApi);
    const route = { group: 'traefik.io', version: 'v1alpha1', namespace, plural: 'ingressroutes' };
    const body = (match: string) => ({
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: 'hello' },
      spec: { routes: [{ kind: 'Rule', match, services: [{ name: 'hello', port: 80 }] }] },
    });
    const created = await custom.createNamespacedCustomObject({ ...route, body: body('Host(`a.example.com`)') });
    const { resourceVersion } = created.metadata;
    const next = { ...body('Host(`b.example.com`)'), metadata: { name: 'hello', resourceVersion } };
    await custom.replaceNamespacedCustomObject({ ...route, name: 'hello', body: next });
    const read = await custom.getNamespacedCustomObject({ ...route, name: 'hello' });
    expect(read.spec).toMatchObject({ routes: [{ match: 'Host(`b.example.com`)' }] });
    expect((await custom.listNamespacedCustomObject(route)).items).toHaveLength(1);
    const stale = await refusal(custom.replaceNamespacedCustomObject({ ...route, name: 'hello', body: next }));
    expect(stale.code).toBe(409);
    const bad = { ...body(''), metadata: { name: 'bad' }, spec: { routes: 'none' } };
    const invalid = await refusal(custom.createNamespacedCustomObject({ ...route, body: bad }));
    expect(invalid.code).toBe(422);
    expect(JSON.parse(invalid.body).message).toContain('spec.routes: Invalid value: "string"');
    await custom.deleteNamespacedCustomObject({ ...route, name: 'hello' });
  });

  it.each([
    [
      'a name that is taken',
      409,
      'AlreadyExists',
      (api: CoreApi) => api.createNamespace({ body: { metadata: { name: 'default' } } }),
    ],
    [
      'a bad object',
      422,
      'Invalid',
      (api: CoreApi) => api.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'No' } } }),
    ],
    [
      'an absent namespace',
      404,
      'NotFound',
      (api: CoreApi) => api.createNamespacedSecret({ namespace: 'x', body: { metadata: { name: 'a' } } }),
    ],
    ['a bad selector', 400, 'BadRequest', (api: CoreApi) => api.listNode({ labelSelector: '!!' })],
  ])('is told of %s by a typed error', async (_what, code, reason, call) => {
    const error = await refusal(call(core));
    expect(error.code).toBe(code);
    expect(JSON.parse(error.body)).toMatchObject({ kind: 'Status', reason, code });
  });

  it('reads logs, and is refused exec with the reason', async () => {
    await core.createNamespacedPod({ namespace, body: pod });
    expect(await core.readNamespacedPodLog({ namespace, name: 'one' })).toContain('container c of image i');
    const sink = new PassThrough();
    let text = '';
    sink.on('data', (chunk) => {
      text += String(chunk);
    });
    await new library.Log(config).log(namespace, 'one', 'c', sink);
    await until(() => text.includes('embedded pods print nothing'));
    const exec = new library.Exec(config).exec(namespace, 'one', 'c', ['ls'], null, null, null, false);
    await expect(exec).rejects.toMatchObject({ message: expect.stringContaining('501') });
  });

  it('gets tokens that the API takes, for the account they are of', async () => {
    const asked = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    const issued = await core.createNamespacedServiceAccountToken({ namespace, name: 'default', body: asked });
    const { token } = issued.status as { readonly token: string };
    expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toMatchObject({
      iss: 'https://kubernetes.default.svc.cluster.local',
      sub: 'system:serviceaccount:default:default',
    });
    const robot = new library.KubeConfig();
    robot.loadFromString(api.kubeconfig.replace(api.token, token));
    const self = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const review = await robot.makeApiClient(library.AuthenticationV1Api).createSelfSubjectReview({ body: self });
    expect(review.status).toMatchObject({ userInfo: { username: 'system:serviceaccount:default:default' } });
    await core.deleteNamespacedServiceAccount({ namespace, name: 'default' });
    const gone = robot.makeApiClient(library.CoreV1Api).listNode({});
    expect((await refusal(gone)).code).toBe(401);
  });
});
