import { createHash } from 'node:crypto';
import type { ChartEngine, Rendering, Values } from '../../../charts/contract.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { Controller, ControllerContext, ReconcileResult, Request } from '../../../cluster/controller.ts';
import { sameValue } from '../../../controlplane/kit/same-value.ts';
import { listServed } from '../../../controlplane/kit/served.ts';
import { isTrue, type Json, type UnknownObject } from '../../../kube/object.ts';
import { kinds, type Secret } from '../../../kube/types.ts';
import { dropped, prepareManifests, removeObjects, runInstall } from '../../../operate/install/run-install.ts';
import { servedVersions } from '../../../repo/releases/served-versions.ts';
import {
  composeChartValues,
  type HelmChart,
  type HelmChartCondition,
  type HelmChartConfig,
  helmChartConfigKind,
  helmChartKind,
  namespaceOf,
  wantedChart,
} from './helm-chart.ts';
import { forgetRecord, readRecord, writeRecord } from './release-record.ts';

/** What the marks of k3s' own objects are removed by. Upstream: rancher/wrangler pkg/generic RemoveHandler. */
const finalizer = 'wrangler.cattle.io/on-helm-chart-remove';
/** Upstream: k3s-io/helm-controller pkg/controllers/chart/chart.go DefaultJobImage. */
const image = 'rancher/klipper-helm:v0.9.8-build20250709';
/** Seconds that helm waits for a hook. Upstream: helm cmd/helm/install.go. */
const timeout = 300;

type Installing = AsyncGenerator<number, string | undefined, void>;

/** Installs the HelmCharts of k3s as its Job does (k3s-io/helm-controller pkg/controllers/chart/chart.go, k3s-io/klipper-helm entry). */
export function helmChartController(charts: ChartEngine): Controller {
  const running = new Map<string, { readonly hash: string; readonly steps: Installing }>();
  return {
    id: 'k3s/helm-controller',
    watches: [
      { kind: helmChartKind },
      { kind: helmChartConfigKind },
      { kind: kinds.Job, requests: ({ object: { metadata } }) => ofJob(metadata) },
      {
        kind: kinds.Secret,
        requests: async ({ object }, cluster) =>
          (await listServed<HelmChart>(cluster, helmChartKind))
            .filter(
              ({ metadata, spec }) =>
                metadata.namespace === object.metadata.namespace &&
                spec?.valuesSecrets?.some(({ name }) => name === object.metadata.name),
            )
            .map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name })),
      },
    ],
    reconcile: async (request, context) => {
      if ((await listServed(context.cluster, helmChartKind)).length === 0) return undefined;
      const chart = await context.cluster.get<HelmChart>(helmChartKind, request.name, request.namespace);
      if (!chart) return undefined;
      if (chart.metadata.deletionTimestamp) return uninstall(chart, context);
      return install(chart, { ...context, charts, running });
    },
  };
}

const jobPrefix = 'helm-install-';

const ofJob = ({ name, namespace = '', labels }: UnknownObject['metadata']): readonly Request[] =>
  labels?.['helmcharts.helm.cattle.io/chart'] && name.startsWith(jobPrefix)
    ? [{ namespace, name: labels['helmcharts.helm.cattle.io/chart'] }]
    : [];

interface Working extends ControllerContext {
  readonly charts: ChartEngine;
  readonly running: Map<string, { readonly hash: string; readonly steps: Installing }>;
}

async function install(chart: HelmChart, working: Working): Promise<ReconcileResult | undefined> {
  const { cluster } = working;
  const { name, namespace = '', finalizers = [] } = chart.metadata;
  if (!finalizers.includes(finalizer)) await setFinalizers(cluster, chart, [...finalizers, finalizer]);
  const config = await cluster.get<HelmChartConfig>(helmChartConfigKind, name, namespace);
  const composed = composeChartValues(chart, config, await secretTexts(cluster, namespace));
  if ('waits' in composed) return setStatus(chart, working, [created(chart, 'JobWaiting', composed.waits)]);
  const hash = createHash('sha256')
    .update(JSON.stringify([chart.spec, config?.spec, composed]))
    .digest('hex')
    .slice(0, 16);
  const record = await readRecord(cluster, namespaceOf(chart), name);
  if (record?.hash === hash) return setStatus(chart, working, [created(chart), ended(undefined)]);
  const job = await ensureJob(chart, working, hash);
  if (!isComplete(job)) return setStatus(chart, working, [created(chart), ended(undefined)]);
  const rendering = 'error' in composed ? composed : await render(chart, working, composed.values);
  if ('cannotTell' in rendering)
    return setStatus(chart, working, [created(chart, 'NotModelled', rendering.cannotTell)]);
  if (rendering.error !== undefined) return setStatus(chart, working, [created(chart), ended(rendering.error)]);
  return goOn(chart, { ...working, hash, rendering: rendering as Rendering, before: record?.objects });
}

interface GoingOn extends Working {
  readonly hash: string;
  readonly rendering: Rendering;
  /** What the release installed before. */
  readonly before: readonly UnknownObject[] | undefined;
}

/** Does the next step of helm, and waits as long as it says. */
async function goOn(
  chart: HelmChart,
  { hash, rendering, before, ...working }: GoingOn,
): Promise<ReconcileResult | undefined> {
  const { cluster, running } = working;
  const { name, namespace = '', uid = '' } = chart.metadata;
  const settings = {
    action: before ? 'upgrade' : 'install',
    namespace: namespaceOf(chart),
    manager: 'helm',
    timeout,
    createNamespace: chart.spec?.createNamespace === true,
    definitions: true,
    wait: false,
    label: (object: UnknownObject) => labelled(object, chart),
  } as const;
  const known = running.get(uid);
  const steps = known?.hash === hash ? known.steps : runInstall(cluster, settings, rendering);
  running.set(uid, { hash, steps });
  const step = await steps.next();
  if (!step.done) return { requeueAfter: step.value };
  running.delete(uid);
  if (step.value !== undefined) return setStatus(chart, working, [created(chart), ended(step.value)]);
  const objects = await prepareManifests(cluster, settings, rendering.objects);
  await removeObjects(cluster, dropped(before ?? [], objects));
  const at = { namespace: namespaceOf(chart), name };
  await writeRecord(cluster, at, {
    hash,
    revision: ((await readRecord(cluster, at.namespace, name))?.revision ?? 0) + 1,
    objects,
  });
  const current = await cluster.get<HelmChart>(helmChartKind, name, namespace);
  return current && setStatus(current, working, [created(current), ended(undefined)]);
}

const labelled = (object: UnknownObject, chart: HelmChart): UnknownObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    labels: { ...object.metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: {
      ...object.metadata.annotations,
      'meta.helm.sh/release-name': chart.metadata.name,
      'meta.helm.sh/release-namespace': namespaceOf(chart),
    },
  },
});

async function render(
  chart: HelmChart,
  { charts, cluster }: Working,
  values: Values,
): Promise<Rendering | { readonly cannotTell: string }> {
  const wanted = wantedChart(chart);
  if ('unknown' in wanted) return { cannotTell: wanted.unknown };
  const engine = charts.serving(servedVersions(await cluster.list<UnknownObject>(kinds.CustomResourceDefinition)));
  const found = await engine.find(wanted);
  if (found.by === 'nothing') return { cannotTell: found.reason };
  const rendering = await engine.render(found, { name: chart.metadata.name, namespace: namespaceOf(chart), values });
  return rendering.notKnown === undefined ? rendering : { cannotTell: rendering.notKnown };
}

async function secretTexts(cluster: Cluster, namespace: string) {
  const secrets = await cluster.list<Secret>(kinds.Secret, { namespace });
  const found = new Map(secrets.map(({ metadata, data = {} }) => [metadata.name, data]));
  return (name: string): Readonly<Record<string, string>> | undefined => {
    const data = found.get(name);
    return (
      data &&
      Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]))
    );
  };
}

const isComplete = (job: UnknownObject): boolean => isTrue(job as never, 'Complete');

/** The Job of what is written now; one of what was written before gives way. */
async function ensureJob(chart: HelmChart, { cluster, record }: Working, hash: string): Promise<UnknownObject> {
  const { name: own, namespace = '' } = chart.metadata;
  const name = `${jobPrefix}${own}`;
  const known = await cluster.get<UnknownObject>(kinds.Job, name, namespace);
  const mark = 'helmcharts.helm.cattle.io/configHash';
  if (known?.metadata.annotations?.[mark] === hash) return known;
  if (known) await cluster.delete(kinds.Job, name, namespace, { propagationPolicy: 'Background' });
  const labels = { 'helmcharts.helm.cattle.io/chart': own };
  const { chart: of = '', version = '', repo = '' } = chart.spec ?? {};
  const message = `Applying HelmChart from ${[repo, of, version].filter((each) => each !== '').join(' ')} using Job ${namespace}/${name} `;
  await record({ object: chart, type: 'Normal', reason: 'ApplyJob', message, source: 'helm-controller' });
  return cluster.create({
    ...kinds.Job,
    metadata: { name, namespace, labels, annotations: { [mark]: hash } },
    spec: {
      backoffLimit: 1000,
      template: {
        metadata: { labels },
        spec: { restartPolicy: 'OnFailure', containers: [{ name: 'helm', image, args: ['install'] }] },
      },
    },
  } as UnknownObject);
}

function created(chart: HelmChart, reason = 'Job created', told?: string): HelmChartCondition {
  const { name, namespace } = chart.metadata;
  const message = told ?? `Applying HelmChart using Job ${namespace}/${jobPrefix}${name}`;
  return { type: 'JobCreated', status: 'True', reason, message };
}

const ended = (error: string | undefined): HelmChartCondition =>
  error === undefined
    ? { type: 'Failed', status: 'False' }
    : {
        type: 'Failed',
        status: 'True',
        reason: 'Job failed',
        message: `Job has reached configured number of retries without succeeding: ${error}`,
      };

async function setStatus(
  { metadata, status = {} }: HelmChart,
  { cluster }: ControllerContext,
  conditions: readonly HelmChartCondition[],
): Promise<undefined> {
  const wanted = { jobName: `${jobPrefix}${metadata.name}`, conditions };
  if (sameValue(status, wanted)) return undefined;
  const change = { type: 'merge', body: { status: wanted } as unknown as Json, fieldManager: 'k3s' } as const;
  await cluster.patch(helmChartKind, metadata.name, metadata.namespace, change);
  return undefined;
}

const setFinalizers = (cluster: Cluster, { metadata }: HelmChart, finalizers: readonly string[]) =>
  cluster.patch(helmChartKind, metadata.name, metadata.namespace, {
    type: 'merge',
    body: { metadata: { finalizers } } as Json,
    fieldManager: 'k3s',
  });

/** Upstream: OnRemove. */
async function uninstall(chart: HelmChart, { cluster }: ControllerContext): Promise<undefined> {
  const { name, namespace = '', finalizers = [] } = chart.metadata;
  if (!finalizers.includes(finalizer)) return undefined;
  const record = await readRecord(cluster, namespaceOf(chart), name);
  await removeObjects(cluster, record?.objects ?? []);
  await forgetRecord(cluster, namespaceOf(chart), name);
  const job = `${jobPrefix}${name}`;
  if (await cluster.get(kinds.Job, job, namespace))
    await cluster.delete(kinds.Job, job, namespace, { propagationPolicy: 'Background' });
  await setFinalizers(
    cluster,
    chart,
    finalizers.filter((each) => each !== finalizer),
  );
  return undefined;
}
