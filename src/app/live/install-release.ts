import { isDeepStrictEqual } from 'node:util';
import type { Cluster } from '../../cluster/cluster.ts';
import { isReason } from '../../cluster/status-error.ts';
import type { Finding } from '../../core/finding.ts';
import type { ReleaseByHand } from '../../kube/install-steps.ts';
import { stepTimeout } from '../../kube/install-steps.ts';
import { kinds } from '../../kube/types.ts';
import { type HelmRecord, readHelmRecords } from '../../operate/install/helm-record.ts';
import type { RenderedRelease } from '../../repo/releases/rendered-release.ts';
import { throwIfStopped } from './await-objects.ts';
import type { LiveOptions } from './bringing.ts';
import { explainHelm } from './explain-helm.ts';
import type { Helm, HelmInstall } from './helm.ts';
import type { AppliedRow } from './live-report.ts';

/** A release that is installed or upgraded. */
export interface Installing {
  readonly options: LiveOptions;
  readonly helm: Helm;
  readonly release: RenderedRelease;
  /** Seconds that are left. */
  readonly seconds: number;
  readonly tell: (message: string) => void;
}

/** Milliseconds between two looks at a release that another helm works on. */
const lookEvery = 2000;
/** Seconds that a helm may be late. */
const grace = 60;

/**
 * Installs or upgrades a release by helm, unless it is deployed with this chart and these values: then there is nothing to do. A release that a
 * helm left half done is taken up again once that helm cannot be at work any more.
 */
export async function installRelease(
  installing: Installing,
): Promise<{ readonly row?: AppliedRow; readonly findings: readonly Finding[] }> {
  const { options, helm, release, seconds } = installing;
  const wanted = wantedOf(release, seconds, options.dryRun);
  const object = `Release/${wanted.namespace}/${wanted.name}`;
  const latest = await awaitOthers(installing, wanted);
  if (latest && isAsWanted(latest, wanted)) return { row: { object, outcome: 'unchanged' }, findings: [] };
  throwIfStopped(options);
  const { error } = await helm.install(wanted);
  throwIfStopped(options);
  if (error !== undefined && options.dryRun && isForLater(error))
    return { row: { object, outcome: 'later' }, findings: [] };
  const { origin } = release.release;
  if (error !== undefined) return { findings: [explainHelm(wanted, error, { origin, named: options.named })] };
  return { row: { object, outcome: latest ? 'changed' : 'created' }, findings: [] };
}

function wantedOf({ release, chart }: RenderedRelease, seconds: number, dryRun: boolean): HelmInstall {
  const { metadata, spec } = release.object as unknown as ReleaseByHand;
  return {
    ...{ name: metadata.name, namespace: metadata.namespace ?? 'default' },
    ...{ chart: spec.chart, version: spec.version, repository: spec.repository, values: spec.values },
    ...(chart.by === 'helm' && { archive: chart.archive }),
    ...{ seconds: Math.max(1, Math.min(stepTimeout.seconds, Math.round(seconds))), dryRun },
  };
}

/** What helm says on trial where a namespace or a definition is not there yet. */
const isForLater = (error: string): boolean => /no matches for kind|namespaces "[^"]+" not found/.test(error);

const bare = (version: string): string => version.replace(/^v/, '');

const isAsWanted = ({ status, chart, values }: HelmRecord, wanted: HelmInstall): boolean =>
  status === 'deployed' &&
  chart.name === wanted.chart.split('/').pop() &&
  bare(chart.version) === bare(wanted.version) &&
  isDeepStrictEqual(plain(values), plain(wanted.values));

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)));

/** The newest record of a release once no helm is at work on it; a record that a helm left half done is removed when its time is over. */
async function awaitOthers({ options, tell }: Installing, wanted: HelmInstall): Promise<HelmRecord | undefined> {
  const { real: cluster, dryRun } = options;
  let isTold = false;
  for (;;) {
    const [latest, before] = await readHelmRecords(cluster, wanted);
    if (!latest?.status.startsWith('pending-') || dryRun) return latest;
    throwIfStopped(options);
    const left = latest.since + (stepTimeout.seconds + grace) * 1000 - cluster.now();
    if (left <= 0) {
      await forget(cluster, wanted, latest);
      return before;
    }
    const seconds = Math.ceil(left / 1000);
    if (!isTold)
      options.onProgress({
        type: 'phase',
        name: 'Waiting',
        detail: `for a helm that works on ${wanted.name}, ${seconds} s at most`,
      });
    isTold = true;
    tell(`another helm works on it, ${seconds} s left`);
    await options.wait(Math.min(lookEvery, left));
  }
}

/** Removes the record of an attempt that nobody will end: helm refuses to go on while it is there. */
async function forget(
  cluster: Pick<Cluster, 'delete'>,
  { namespace }: HelmInstall,
  { secret: { name, uid } }: HelmRecord,
): Promise<void> {
  try {
    await cluster.delete(kinds.Secret, name, namespace, uid === undefined ? {} : { preconditions: { uid } });
  } catch (thrown) {
    if (!isReason(thrown, 'NotFound') && !isReason(thrown, 'Conflict')) throw thrown;
  }
}
