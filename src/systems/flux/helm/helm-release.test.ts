import { describe, expect, it } from 'vitest';
import type { ChartOutline } from '../../../charts/contract.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { helmChartKind, helmReleaseKind, helmRepositoryKind } from '../read-objects.ts';
import { startFlux } from '../test-kit.ts';

/** A chart of a deployment and a ConfigMap, with a value that its schema refuses. */
const chart: ChartOutline = {
  chart: 'web',
  repositories: ['https://charts.example.org'],
  usual: { namespace: 'web', values: {} },
  versions: ['2.1.0', '2.0.0', '1.9.0'],
  supports: (version) => version.startsWith('2.'),
  nearestTo: () => '2.1.0',
  crds: async () => [],
  render: ({ name, version, values }) => {
    if (values.replicas === 'many')
      return { objects: [], unknown: [], error: "values don't meet the specifications\n" };
    const labels = { app: name };
    const config = {
      ...kinds.ConfigMap,
      metadata: { name: `${name}-config` },
      data: { version, text: String(values.text) },
    };
    const deployment = {
      ...kinds.Deployment,
      metadata: { name },
      spec: {
        progressDeadlineSeconds: 60,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name, image: 'nginx' }] } },
      },
    };
    const objects = values.deployment ? [deployment, config] : [config];
    return { objects: objects as readonly UnknownObject[], unknown: values.odd === undefined ? [] : ['odd'] };
  },
};

const repository = {
  ...helmRepositoryKind,
  metadata: { name: 'charts', namespace: 'flux-system' },
  spec: { url: 'https://charts.example.org/', interval: '1h' },
};
const release = (spec: object = {}, version = '2.x', name = 'web') => ({
  ...helmReleaseKind,
  metadata: { name: 'web', namespace: 'apps' },
  spec: {
    interval: '10m',
    chart: {
      spec: { chart: name, version, sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'flux-system' } },
    },
    ...spec,
  },
});

async function start(object: object, ...others: readonly object[]) {
  const flux = await startFlux({ files: {}, charts: [chart] });
  await flux.create({ ...kinds.Namespace, metadata: { name: 'apps' } });
  for (const each of [repository, ...others, object]) await flux.create(each);
  return flux;
}

const installed = 'True InstallSucceeded: Helm install succeeded for release apps/web.v1 with chart web@2.1.0';
const patch = (spec: object) => ({ type: 'merge' as const, body: { spec } as never });

describe('a HelmRelease', () => {
  it('fetches its chart in the newest version of its range and installs it', async () => {
    const flux = await start(release({ values: { text: 'hello' } }));
    await flux.pass(10);
    expect(await flux.release('web')).toBe(installed);
    expect(await flux.condition(helmChartKind, 'apps-web')).toBe(
      "True ChartPullSucceeded: pulled 'web' chart with version '2.1.0'",
    );
    const config = await flux.get(kinds.ConfigMap, 'web-config', 'apps');
    expect(config).toMatchObject({ data: { version: '2.1.0', text: 'hello' } });
    expect(config?.metadata.labels).toEqual({
      'app.kubernetes.io/managed-by': 'Helm',
      'helm.toolkit.fluxcd.io/name': 'web',
      'helm.toolkit.fluxcd.io/namespace': 'apps',
    });
    expect(config?.metadata.annotations).toEqual({
      'meta.helm.sh/release-name': 'web',
      'meta.helm.sh/release-namespace': 'apps',
    });
    expect((await flux.get(helmReleaseKind, 'web', 'apps'))?.status).toMatchObject({
      observedGeneration: 1,
      lastAttemptedRevision: '2.1.0',
      history: [{ name: 'web', namespace: 'apps', version: 1, status: 'deployed', chartVersion: '2.1.0' }],
    });
    expect(await flux.get(kinds.Secret, 'sh.helm.release.v1.web.v1', 'apps')).toMatchObject({
      type: 'helm.sh/release.v1',
    });
    expect(flux.failures()).toEqual([]);
  });

  it('upgrades when its values change and takes away what is no longer rendered', async () => {
    const flux = await start(release({ values: { text: 'one' } }));
    await flux.pass(10);
    await flux.cluster.patch(helmReleaseKind, 'web', 'apps', patch({ values: { text: 'two' } }));
    await flux.pass(10);
    expect(await flux.release('web')).toBe(
      'True UpgradeSucceeded: Helm upgrade succeeded for release apps/web.v2 with chart web@2.1.0',
    );
    expect(await flux.get(kinds.ConfigMap, 'web-config', 'apps')).toMatchObject({ data: { text: 'two' } });
  });

  it('does nothing while it is suspended, and leaves its objects when it goes', async () => {
    const flux = await start(release({ values: { text: 'one' } }));
    await flux.pass(10);
    const spec = { suspend: true, values: { text: 'two' } };
    await flux.cluster.patch(helmReleaseKind, 'web', 'apps', patch(spec));
    await flux.pass(1300);
    expect(await flux.release('web')).toBe(installed);
    // Whoever waits for it finds it current.
    expect((await flux.get(helmReleaseKind, 'web', 'apps'))?.status).toMatchObject({ observedGeneration: 2 });
    expect(await flux.get(kinds.ConfigMap, 'web-config', 'apps')).toMatchObject({ data: { text: 'one' } });
    await flux.cluster.delete(helmReleaseKind, 'web', 'apps');
    await flux.pass(10);
    expect(await flux.get(helmReleaseKind, 'web', 'apps')).toBeUndefined();
    expect(await flux.get(kinds.ConfigMap, 'web-config', 'apps')).toBeDefined();
  });

  it('uninstalls with its last breath', async () => {
    const flux = await start(release());
    await flux.pass(10);
    await flux.cluster.delete(helmReleaseKind, 'web', 'apps');
    await flux.pass(5);
    expect(await flux.get(helmReleaseKind, 'web', 'apps')).toBeUndefined();
    expect(await flux.get(kinds.ConfigMap, 'web-config', 'apps')).toBeUndefined();
    expect(await flux.get(helmChartKind, 'apps-web')).toBeUndefined();
    expect(await flux.cluster.list(kinds.Secret, { namespace: 'apps' })).toEqual([]);
  });

  it('fails with the words of Helm when the chart refuses the values, and takes better ones at once', async () => {
    const flux = await start(release({ values: { replicas: 'many' } }));
    await flux.pass(10);
    expect(await flux.release('web')).toBe(
      "False InstallFailed: Helm install failed for release apps/web with chart web@2.1.0: values don't meet the specifications",
    );
    await flux.cluster.patch(helmReleaseKind, 'web', 'apps', patch({ values: { replicas: 2 } }));
    await flux.pass(2);
    expect(await flux.release('web')).toBe(installed);
  });

  it('waits for what it installed and stalls when nothing comes of it', async () => {
    const flux = await start(release({ values: { deployment: true }, timeout: '1m' }));
    await flux.pass(20);
    expect(await flux.release('web')).toBe("Unknown Progressing: Running 'install' action with timeout of 1m0s");
    await flux.pass(60);
    expect(await flux.release('web')).toBe(
      "False InstallFailed: Helm install failed for release apps/web with chart web@2.1.0: timeout waiting for: [Deployment/apps/web status: 'InProgress']",
    );
    expect(await flux.release('web', 'apps', 'Stalled')).toBe(
      'True RetriesExceeded: Failed to install after 1 attempt(s)',
    );
  });

  it('removes a failed install before it tries again', async () => {
    const spec = { values: { deployment: true }, timeout: '1m', install: { remediation: { retries: 1 } } };
    const flux = await start(release(spec));
    await flux.pass(70);
    expect(await flux.events('web')).toContain(
      'UninstallSucceeded: Helm uninstall remediation for release apps/web.v1 with chart web@2.1.0 succeeded',
    );
    await flux.pass(70);
    expect(await flux.release('web', 'apps', 'Stalled')).toBe(
      'True RetriesExceeded: Failed to install after 2 attempt(s)',
    );
  });

  it('leaves a failed install as it is and upgrades it after a while, as often as it takes, where it is told to retry', async () => {
    const strategy = { name: 'RetryOnFailure', retryInterval: '2m' };
    const spec = { values: { deployment: true }, timeout: '1m', install: { strategy }, upgrade: { strategy } };
    const flux = await start(release(spec));
    await flux.pass(70);
    expect(await flux.release('web')).toMatch(/^False InstallFailed: Helm install failed for release apps.web /);
    expect(await flux.release('web', 'apps', 'Reconciling')).toBe('True ProgressingWithRetry: retrying after 2m0s');
    expect(await flux.get(kinds.Deployment, 'web', 'apps')).toBeDefined();
    await flux.pass(600);
    expect(await flux.release('web')).toMatch(/UpgradeFailed|Running 'upgrade' action/);
    expect(await flux.release('web', 'apps', 'Stalled')).toBeUndefined();
    expect((await flux.events('web')).filter((event) => event.startsWith('UninstallSucceeded'))).toEqual([]);
  });

  it('of which an upgrade mends what an install began is ready', async () => {
    const strategy = { name: 'RetryOnFailure', retryInterval: '1m' };
    const spec = { values: { deployment: true }, timeout: '1m', install: { strategy }, upgrade: { strategy } };
    const flux = await start(release(spec));
    await flux.pass(70);
    const broken = (await flux.get(helmReleaseKind, 'web', 'apps'))!;
    await flux.cluster.update({ ...broken, spec: release({ ...spec, values: {} }).spec } as typeof broken);
    await flux.pass(30);
    expect(await flux.release('web')).toBe(
      'True UpgradeSucceeded: Helm upgrade succeeded for release apps/web.v2 with chart web@2.1.0',
    );
  });

  it.each([
    [
      'an unknown chart',
      release({}, '1.0.0', 'other'),
      "True NotModelled: chart 'other' in version 1.0.0 is not at hand: what it installs is not known",
    ],
    [
      'a range of an unknown chart',
      release({}, '1.x', 'other'),
      "True NotModelled: chart 'other' in a version of 1.x is not at hand: what it installs is not known",
    ],
    [
      'a version whose nearest neighbour refuses the values',
      release({ values: { replicas: 'many' } }, '1.0.0'),
      "True NotModelled: chart 'web' in version 1.0.0 is not known: its outline is of 2.1.0, which refuses these values",
    ],
    [
      'a version that the nearest one stands for',
      release({}, '1.0.0'),
      'True InstallSucceeded: Helm install succeeded for release apps/web.v1 with chart web@1.0.0',
    ],
    [
      'a dependency that is missing',
      release({ dependsOn: [{ name: 'db' }] }),
      'False DependencyNotReady: unable to get \'apps/db\' dependency: helmreleases.helm.toolkit.fluxcd.io "db" not found',
    ],
    [
      'values that are missing',
      release({ valuesFrom: [{ kind: 'Secret', name: 'v' }] }),
      "False ValuesError: could not resolve Secret chart values reference 'apps/v' with key 'values.yaml': secrets \"v\" not found",
    ],
  ])('says what it makes of %s', async (_, object, message) => {
    const flux = await start(object);
    await flux.pass(40);
    expect(await flux.release('web')).toBe(message);
  });

  it('says that its chart is not there while the repository is missing', async () => {
    const flux = await startFlux({ files: {}, charts: [chart] });
    await flux.create({ ...kinds.Namespace, metadata: { name: 'apps' } });
    await flux.create(release());
    await flux.pass(40);
    expect(await flux.release('web')).toBe(
      'False SourceNotReady: HelmChart \'flux-system/apps-web\' is not ready: failed to get source: helmrepositories.source.toolkit.fluxcd.io "charts" not found',
    );
    await flux.create(repository);
    await flux.pass(10);
    expect(await flux.release('web')).toBe(installed);
  });

  it('tells of values that the model does not know', async () => {
    const flux = await start(release({ values: { odd: 1 } }));
    await flux.pass(10);
    expect(await flux.events('web')).toContain(
      'ValuesNotModelled: values that the model of the chart does not know, what they change is unknown: odd',
    );
  });
});
