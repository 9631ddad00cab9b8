import { describe, expect, it } from 'vitest';
import type { Json } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { helmRepositoryKind, kustomizationKind } from '../read-objects.ts';
import { configMap, gitRepository, kustomization, startFlux } from '../test-kit.ts';
import { definition, deployment, start, widget } from './test-files.ts';

const revision = (n: number) => `main@sha1:${String(n).padStart(40, '0')}`;
const applied = (n = 1) => `True ReconciliationSucceeded: Applied revision: ${revision(n)}`;

describe('a Kustomization', () => {
  it('applies what stands at its path, labels it and says which revision', async () => {
    const flux = await start({ 'apps/a.yaml': configMap('a', { k: 'v' }) }, kustomization('apps'));
    await flux.pass(5);
    expect(await flux.kustomization('apps')).toBe(applied());
    const object = await flux.get(kinds.ConfigMap, 'a', 'default');
    expect(object).toMatchObject({ data: { k: 'v' } });
    expect(object?.metadata.labels).toEqual({
      'kustomize.toolkit.fluxcd.io/name': 'apps',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    });
    const status = (await flux.get(kustomizationKind, 'apps'))?.status;
    expect(status).toMatchObject({
      observedGeneration: 1,
      lastAppliedRevision: revision(1),
      lastAttemptedRevision: revision(1),
      inventory: { entries: [{ id: 'default_a__ConfigMap', v: 'v1' }] },
    });
    expect(await flux.events('apps')).toEqual([
      'Progressing: ConfigMap/default/a created',
      'ReconciliationSucceeded: Reconciliation finished in 0s, next run in 10m0s',
    ]);
    expect(flux.failures()).toEqual([]);
  });

  it('says that its source does not exist, and looks again after its retry interval', async () => {
    const flux = await startFlux({ files: { 'apps/a.yaml': configMap('a') } });
    await flux.create(kustomization('apps', { retryInterval: '2m' }));
    await flux.pass(1);
    const missing = 'False ArtifactFailed: gitrepositories.source.toolkit.fluxcd.io "lab" not found';
    expect(await flux.kustomization('apps')).toBe(missing);
    await flux.create(gitRepository());
    await flux.pass(5);
    expect(await flux.kustomization('apps')).toBe(applied());
  });

  it.each([
    [
      'a path that is not there',
      { path: './gone' },
      {},
      'ArtifactFailed: kustomization path not found: stat /tmp/kustomization-0/gone: no such file or directory',
    ],
    [
      'a file that is no manifest',
      {},
      { 'apps/values.yaml': 'replicas: 2' },
      'BuildFailed: failed to decode Kubernetes YAML from /tmp/kustomization-0/apps/values.yaml: missing Resource metadata',
    ],
    [
      'a kind that is not served',
      {},
      { 'apps/w.yaml': widget },
      'ReconciliationFailed: Widget/default/w dry-run failed: no matches for kind "Widget" in version "example.org/v1"\n',
    ],
    [
      'a namespace that is not there',
      {},
      { 'apps/c.yaml': configMap('c', {}, 'media') },
      'ReconciliationFailed: ConfigMap/media/c not found: namespaces "media" not found\n',
    ],
    [
      'a variable without value',
      { postBuild: { substitute: { A: 'x' } } },
      {
        'apps/c.yaml': configMap('c', { k: '$'.concat('{B}') }),
        'flux.yaml': 'instance: {distribution: {version: 2.9.4}}\n',
      },
      'BuildFailed: post build failed for \'ConfigMap.v1.[noGrp]/c\': envsubst error: variable substitution failed: variable not set (strict mode): "B"',
    ],
    [
      'variables from nowhere',
      { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] } },
      {},
      "BuildFailed: post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'ConfigMap/vars' error: configmaps \"vars\" not found",
    ],
  ])('fails over %s in the words of Flux', async (_, spec, files, message) => {
    const flux = await start({ 'apps/a.yaml': configMap('a'), ...files }, kustomization('apps', spec));
    await flux.pass(5);
    expect(await flux.kustomization('apps')).toBe(`False ${message}`);
  });

  it('writes nothing of a stage when one of its objects is refused, and says what earlier stages did', async () => {
    const namespace = JSON.stringify({ ...kinds.Namespace, metadata: { name: 'media' } });
    const files = { 'apps/a.yaml': configMap('a'), 'apps/n.yaml': namespace, 'apps/w.yaml': widget };
    const flux = await start(files, kustomization('apps'));
    await flux.pass(5);
    expect(await flux.kustomization('apps')).toBe(
      'False ReconciliationFailed: Widget/default/w dry-run failed: no matches for kind "Widget" in version "example.org/v1"\nNamespace/media created\n',
    );
    expect(await flux.get(kinds.ConfigMap, 'a', 'default')).toBeUndefined();
  });

  it('applies definitions before what needs them', async () => {
    const flux = await start({ 'apps/w.yaml': widget, 'apps/x.yaml': definition }, kustomization('apps'));
    await flux.pass(10);
    expect(await flux.kustomization('apps')).toBe(applied());
  });

  it('waits for a dependency and looks again every 30 seconds', async () => {
    const files = { 'infra/d.yaml': deployment('d'), 'apps/a.yaml': configMap('a') };
    const infra = kustomization('infra', { wait: true, timeout: '45s' });
    const flux = await start(files, infra, kustomization('apps', { dependsOn: [{ name: 'infra' }] }));
    await flux.pass(10);
    expect(await flux.kustomization('apps')).toBe(
      "False DependencyNotReady: dependency 'flux-system/infra' is not ready",
    );
    const ready = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, observedGeneration: 1 };
    const conditions = [
      { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
    ];
    const body: Json = { status: { ...ready, conditions } };
    await flux.cluster.patch(kinds.Deployment, 'd', 'default', { type: 'merge', body, subresource: 'status' });
    await flux.pass(10);
    expect(await flux.kustomization('infra', 'Healthy')).toBe('True Succeeded: Health check passed in 10s');
    expect(await flux.kustomization('apps')).toMatch(/^False DependencyNotReady/);
    await flux.pass(13);
    expect(await flux.kustomization('apps')).toBe(applied());
    expect(await flux.events('apps')).toContain(
      'DependencyNotReady: Dependencies do not meet ready condition, retrying in 30s',
    );
  });

  it('does not wait for the mere address that an OCI HelmRepository is', async () => {
    const spec = { type: 'oci', url: 'oci://charts.example.org', interval: '1h' };
    const charts = { ...helmRepositoryKind, metadata: { name: 'charts', namespace: 'default' }, spec };
    const flux = await start(
      { 'apps/charts.yaml': JSON.stringify(charts) },
      kustomization('apps', { wait: true, timeout: '1m' }),
    );
    await flux.pass(30);
    expect(await flux.kustomization('apps', 'Healthy')).toMatch(/^True/);
  });

  it('names what it waited for in vain', async () => {
    const flux = await start({ 'apps/d.yaml': deployment('d') }, kustomization('apps', { wait: true, timeout: '1m' }));
    await flux.pass(70);
    const waited = "timeout waiting for: [Deployment/default/d status: 'InProgress']";
    expect(await flux.kustomization('apps')).toBe(`False HealthCheckFailed: health check failed after 1m0s: ${waited}`);
    expect(await flux.kustomization('apps', 'Healthy')).toBe(`False HealthCheckFailed: ${waited}`);
  });

  it('never becomes ready in a circle', async () => {
    const files = { 'a/a.yaml': configMap('a'), 'b/b.yaml': configMap('b') };
    const circle = [
      kustomization('a', { dependsOn: [{ name: 'b' }] }),
      kustomization('b', { dependsOn: [{ name: 'a' }] }),
    ];
    const flux = await start(files, ...circle);
    await flux.pass(300);
    expect(await flux.kustomization('a')).toBe("False DependencyNotReady: dependency 'flux-system/b' is not ready");
    expect(await flux.kustomization('b')).toBe("False DependencyNotReady: dependency 'flux-system/a' is not ready");
  });

  it('prunes what a new revision no longer has, but not what is protected', async () => {
    const kept = JSON.stringify({
      ...kinds.ConfigMap,
      metadata: {
        name: 'kept',
        namespace: 'default',
        annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
      },
    });
    let files: Record<string, string> = {
      'apps/a.yaml': configMap('a'),
      'apps/b.yaml': configMap('b'),
      'apps/k.yaml': kept,
    };
    const flux = await start(() => files, kustomization('apps'));
    await flux.pass(5);
    files = { 'apps/a.yaml': configMap('a', { now: 'changed' }) };
    await flux.pass(70);
    expect(await flux.kustomization('apps')).toBe(applied(2));
    expect(await flux.get(kinds.ConfigMap, 'a', 'default')).toMatchObject({ data: { now: 'changed' } });
    expect(await flux.get(kinds.ConfigMap, 'b', 'default')).toBeUndefined();
    expect(await flux.get(kinds.ConfigMap, 'kept', 'default')).toBeDefined();
    expect(await flux.events('apps')).toContain(
      'Progressing: ConfigMap/default/kept skipped\nConfigMap/default/b deleted',
    );
  });

  it.each([
    [true, false, 'goes with it'],
    [false, false, 'stays'],
    [true, true, 'stays'],
  ])('with prune %s and suspend %s, what it applied %s', async (prune, suspend, fate) => {
    const flux = await start({ 'apps/a.yaml': configMap('a') }, kustomization('apps', { prune }));
    await flux.pass(5);
    const body = { spec: { suspend } };
    await flux.cluster.patch(kustomizationKind, 'apps', 'flux-system', { type: 'merge', body });
    await flux.cluster.delete(kustomizationKind, 'apps', 'flux-system');
    await flux.pass(5);
    expect(await flux.get(kustomizationKind, 'apps')).toBeUndefined();
    expect(Boolean(await flux.get(kinds.ConfigMap, 'a', 'default'))).toBe(fate === 'stays');
  });

  it('that is suspended does nothing, and holds back what depends on it at the next revision', async () => {
    let files: Record<string, string> = { 'infra/a.yaml': configMap('a'), 'apps/b.yaml': configMap('b') };
    const apps = kustomization('apps', { dependsOn: [{ name: 'infra' }] });
    const flux = await start(() => files, kustomization('infra'), apps);
    await flux.pass(70);
    expect(await flux.kustomization('apps')).toBe(applied());
    const suspend = (on: boolean) =>
      flux.cluster.patch(kustomizationKind, 'infra', 'flux-system', { type: 'merge', body: { spec: { suspend: on } } });
    await suspend(true);
    files = { ...files, 'infra/c.yaml': configMap('c') };
    await flux.pass(130);
    expect(await flux.kustomization('infra')).toBe(applied());
    expect(await flux.get(kinds.ConfigMap, 'c', 'default')).toBeUndefined();
    expect(await flux.kustomization('apps')).toBe(
      "False DependencyNotReady: dependency 'flux-system/infra' revision is not up to date",
    );
    await suspend(false);
    await flux.pass(40);
    expect(await flux.get(kinds.ConfigMap, 'c', 'default')).toBeDefined();
    expect(await flux.kustomization('apps')).toBe(applied(2));
  });

  it('leaves what another has taken over', async () => {
    let files: Record<string, string> = { 'old/a.yaml': configMap('a'), 'new/b.yaml': configMap('b') };
    const flux = await start(() => files, kustomization('new'), kustomization('old'));
    await flux.pass(5);
    const { uid } = (await flux.get(kinds.ConfigMap, 'a', 'default'))!.metadata;
    // The new owner applies first: it comes first by name.
    files = { 'old/c.yaml': configMap('c'), 'new/a.yaml': configMap('a'), 'new/b.yaml': configMap('b') };
    await flux.pass(70);
    const moved = await flux.get(kinds.ConfigMap, 'a', 'default');
    expect(moved?.metadata.uid).toBe(uid);
    expect(moved?.metadata.labels?.['kustomize.toolkit.fluxcd.io/name']).toBe('new');
    expect(await flux.events('old')).toContain('Progressing: ConfigMap/default/c created');
  });

  it('takes what its children applied along when it goes', async () => {
    const child = JSON.stringify(kustomization('child'));
    const files = { 'root/child.yaml': child, 'child/a.yaml': configMap('a') };
    const flux = await start(files, kustomization('root'));
    await flux.pass(40);
    expect(await flux.get(kinds.ConfigMap, 'a', 'default')).toBeDefined();
    await flux.cluster.delete(kustomizationKind, 'root', 'flux-system');
    await flux.pass(40);
    expect(await flux.get(kustomizationKind, 'child')).toBeUndefined();
    expect(await flux.get(kinds.ConfigMap, 'a', 'default')).toBeUndefined();
  });

  it('puts back what somebody changed, at its next interval', async () => {
    const flux = await start({ 'apps/a.yaml': configMap('a', { k: 'v' }) }, kustomization('apps', { interval: '5m' }));
    // The look after 30 s that the missing artifact asked for comes first.
    await flux.pass(40);
    const body = { data: { k: 'by hand' } };
    await flux.cluster.patch(kinds.ConfigMap, 'a', 'default', { type: 'merge', body });
    await flux.pass(280);
    expect(await flux.get(kinds.ConfigMap, 'a', 'default')).toMatchObject({ data: { k: 'by hand' } });
    await flux.pass(20);
    expect(await flux.get(kinds.ConfigMap, 'a', 'default')).toMatchObject({ data: { k: 'v' } });
  });

  it('is ready by its expression where one is given', async () => {
    const files = { 'infra/a.yaml': configMap('a'), 'apps/b.yaml': configMap('b') };
    const readyExpr = "dep.status.lastAppliedRevision != '' && dep.spec.prune == true";
    const dependsOn = [{ name: 'infra', readyExpr }];
    const flux = await start(files, kustomization('infra'), kustomization('apps', { dependsOn }));
    await flux.pass(40);
    expect(await flux.kustomization('apps')).toBe(applied());
  });
});
