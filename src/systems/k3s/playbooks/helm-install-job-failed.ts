import { printRef } from '../../../kube/object.ts';
import { type Job, kinds, type Pod } from '../../../kube/types.ts';
import { exampleCondition, exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted, type Saying } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { type HelmChart, helmChartKind } from '../helm/helm-chart.ts';

const chartLabel = 'helmcharts.helm.cattle.io/chart';

/** What helm writes before it ends. */
const sayings: readonly Saying[] = [
  {
    says: /cannot re-use a name that is still in use|another operation \(install\/upgrade\/rollback\) is in progress/,
    cause: 'an earlier run left the release half installed',
    fix: 'uninstall the release (helm -n NAMESPACE uninstall NAME), or delete its pending Secret sh.helm.release.v1.…; the Job goes on by itself',
  },
  {
    says: /invalid ownership metadata|cannot be imported into the current release: ([^\n]*)/,
    cause: 'objects of the chart are there already, and belong to somebody else',
    fix: 'delete or rename what is there, or leave this chart out (disable in /etc/rancher/k3s/config.yaml)',
  },
  {
    says: /no such host|i\/o timeout|connection refused|failed to (?:fetch|download)|TLS handshake timeout/,
    cause: 'the repository of the chart does not answer the Job',
    fix: 'look at DNS and the way out of the cluster: the Job runs on a node of its own choosing',
  },
  {
    says: /(?:chart|version) [^\n]*not found|no chart version found|no matching version/i,
    cause: 'the repository has no such chart or version',
    fix: 'correct spec.chart and spec.version of the HelmChart',
  },
  {
    says: /values don't meet the specifications of the schema|error converting YAML|execution error at/,
    cause: 'the chart refuses its values',
    fix: 'correct valuesContent of the HelmChart or its HelmChartConfig',
  },
  {
    says: /timed out waiting for the condition|context deadline exceeded/,
    cause: 'what the chart installs does not become ready in time',
    fix: 'look at the pods of the chart',
  },
];

async function causeOf(job: Job, pod: Pod | undefined, seen: SeenCluster): Promise<Cause> {
  const { namespace = '', name } = job.metadata;
  const container = pod?.spec.containers[0]?.name ?? '';
  const lines = pod ? await seen.logs({ namespace, name: pod.metadata.name }, container) : [];
  const line = lines.findLast((each) => /error/i.test(each)) ?? lines.at(-1);
  const evidence = [
    `${printRef(job)}: ${job.status?.failed ?? 0} pods failed`,
    ...(line ? [`log of ${pod?.metadata.name}: ${quoted(line)}`] : []),
  ];
  const commands = [`kubectl -n ${namespace} logs job/${name} --tail=30`];
  const said = causeSaid(lines.join('\n'), sayings, evidence);
  if (said) return { commands, ...said };
  return {
    likelihood: 'likely',
    cause: line ? `helm says: ${quoted(line)}` : 'helm ends with an error',
    evidence,
    fix: 'read the log of the Job; a change of the HelmChart or its HelmChartConfig starts it anew',
    commands,
  };
}

async function symptomOf(job: Job, pods: ReadonlyMap<string, Pod>, seen: SeenCluster): Promise<readonly Symptom[]> {
  const chart = job.metadata.labels?.[chartLabel];
  const { failed = 0, succeeded = 0 } = job.status ?? {};
  // The first tries of a cluster that starts fail often: nothing is served yet.
  if (chart === undefined || succeeded > 0 || failed < 3) return [];
  const owner = seen.find<HelmChart>(helmChartKind, chart, job.metadata.namespace);
  return [
    {
      object: printRef(owner ?? job),
      shows: `is not installed: its Job ${job.metadata.name} fails`,
      causes: [await causeOf(job, pods.get(`${job.metadata.namespace}/${job.metadata.name}`), seen)],
    },
  ];
}

const labels = { [chartLabel]: 'nfs' };
const job = (status: object) =>
  exampleObject(
    'batch/v1',
    'Job/kube-system/helm-install-nfs',
    {
      spec: {
        backoffLimit: 1000,
        template: {
          metadata: { labels },
          spec: { restartPolicy: 'OnFailure', containers: [{ name: 'helm', image: 'rancher/klipper-helm:v0.9.8' }] },
        },
      },
      status,
    },
    { labels },
  );
const pod = exampleObject(
  'v1',
  'Pod/kube-system/helm-install-nfs-x1',
  {
    spec: { containers: [{ name: 'helm', image: 'rancher/klipper-helm:v0.9.8' }] },
    status: { phase: 'Running', conditions: [exampleCondition('Ready', 'False')] },
  },
  { labels: { 'job-name': 'helm-install-nfs' } },
);

/** A chart of k3s whose Job comes to no end. */
export const helmInstallJobFailed: Playbook = {
  id: 'helm-install-job-failed',
  symptom: 'A helm-install-… pod of k3s fails again and again, and its chart is not there.',
  why: 'k3s installs each HelmChart by a Job that runs helm, and tries again up to 1000 times (k3s-io/helm-controller pkg/controllers/chart/chart.go)',
  reads: [kinds.Job, helmChartKind],
  diagnose: async (seen) => {
    const pods = new Map(
      seen.list<Pod>(kinds.Pod).flatMap((each) => {
        const name = each.metadata.labels?.['batch.kubernetes.io/job-name'] ?? each.metadata.labels?.['job-name'];
        return name === undefined ? [] : [[`${each.metadata.namespace}/${name}`, each] as const];
      }),
    );
    const jobs = seen.list<Job>(kinds.Job);
    return (await Promise.all(jobs.map((each) => symptomOf(each, pods, seen)))).flat();
  },
  examples: {
    healthy: [{ objects: [job({ succeeded: 1, failed: 4 })] }, { objects: [job({ active: 1, failed: 1 })] }],
    ill: [
      { objects: [job({ active: 1, failed: 6 })] },
      {
        objects: [job({ active: 1, failed: 6 }), pod],
        logs: {
          'kube-system/helm-install-nfs-x1/helm': [
            'Installing helm chart',
            'Error: INSTALLATION FAILED: cannot re-use a name that is still in use',
          ],
        },
      },
    ],
  },
};
