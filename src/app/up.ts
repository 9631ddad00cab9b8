import { type Cause, groupCauses } from '../check/causes.ts';
import { findPlaces } from '../check/places.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { GatehouseError, messageOf } from '../core/errors.ts';
import { compareFindings, compareText, type Finding } from '../core/finding.ts';
import { stopwatch } from '../core/runtime.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { Repository } from '../repo/repository.ts';
import { systems } from '../systems/index.ts';
import { objectsRules } from '../systems/objects-rules.ts';
import { type Access, describeAccess } from './access.ts';
import { assumptionsAbout } from './assumptions-about.ts';
import { catchUp } from './bring-up.ts';
import { chartRows } from './chart-rows.ts';
import { checkSubject } from './check.ts';
import { clusterFindings, settlingIds } from './cluster-findings.ts';
import { coverageOf } from './coverage.ts';
import { endlessFindings } from './endless-findings.ts';
import { explainBySystems } from './explanations.ts';
import type { ImageSources } from './known-images.ts';
import { loadSubject, repositoryOfSubject, type Subject, type SubjectOptions } from './load-subject.ts';
import { readAddresses, readCertificates, trustedAuthorities } from './observe.ts';
import { softened } from './open-kinds.ts';
import { startPlatform } from './platform.ts';
import { secretsByHand } from './secrets-by-hand.ts';
import { readStandIns } from './stand-ins.ts';
import { type ChartRow, type Coverage, schemaVersion, type UpProgress, type UpReport } from './up-report.ts';
import { verdictOf } from './verdict.ts';
import { verifyRoutes } from './verify.ts';
import { openWire, type Wire } from './wire.ts';

/** How a platform is brought up, and who is told. */
export interface UpOptions extends SubjectOptions, ImageSources {
  readonly keep: boolean;
  readonly onProgress: (event: UpProgress) => void;
  /** Ends the run without a report; once the report is there it has no more effect. */
  readonly signal: AbortSignal;
}

/** The report, and what is still running. */
export interface UpResult {
  readonly report: UpReport;
  /** Its findings by what causes them, errors first. */
  readonly causes: readonly Cause[];
  /** How a person reaches what was kept up; only with `keep`. */
  readonly access?: Access;
  readonly close: () => Promise<void>;
}

/** Composes (a lab), checks, brings up in the embedded cluster, verifies by real requests, and reports. Rejects when interrupted. */
export async function up(path: string, options: UpOptions): Promise<UpResult> {
  const elapsed = stopwatch();
  const subject = await loadSubject(path, options);
  const findings = await checkSubject(subject, options);
  if (!subject.usable || subject.missing.length > 0)
    return byCauses(subject, unproven(subject, findings, elapsed(), await coverageOf(subject, findings)));
  options.onProgress({
    type: 'phase',
    name: 'Composed',
    detail: `${subject.name}: ${subject.tree.size} ${subject.tree.size === 1 ? 'file' : 'files'}`,
  });
  const platform = await startPlatform(subject, options.onProgress, options.signal, { keep: options.keep });
  const wire = openWire({
    cluster: platform.embedded.cluster,
    memorablePorts: options.keep,
    revision: platform.embedded.revision,
  });
  const close = async () => {
    await wire.close();
    await platform.embedded.stop();
  };
  try {
    throwIfInterrupted(options.signal);
    options.onProgress({ type: 'phase', name: 'Verifying', detail: 'real requests over loopback' });
    const report = await observe(
      subject,
      { ...platform, wire, found: [...findings, ...platform.findings] },
      options.signal,
    );
    const timed: UpReport = { ...report, wallMs: Math.round(elapsed()) };
    if (!options.keep) {
      await close();
      return await byCauses(subject, { report: timed, close: async () => undefined });
    }
    await catchUp(platform.embedded, options.signal);
    throwIfInterrupted(options.signal);
    platform.embedded.start();
    const access = await describeAccess(platform.embedded, wire, timed);
    const closeAll = async () => {
      try {
        await access.remove();
      } finally {
        await close();
      }
    };
    return await byCauses(subject, { report: timed, access, close: closeAll });
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Half a proof is none: an interrupted run has no report. */
function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted)
    throw new GatehouseError('interrupted: nothing is proven, and nothing is left running', { exitCode: 130 });
}

async function byCauses(subject: Subject, result: Omit<UpResult, 'causes'>): Promise<UpResult> {
  const { objects } = await repositoryOfSubject(subject);
  return { ...result, causes: groupCauses(result.report.findings, { rules: objectsRules, objects }) };
}

const unproven = (
  subject: Subject,
  findings: readonly Finding[],
  wallMs: number,
  coverage: Coverage,
): Omit<UpResult, 'causes'> => ({
  report: {
    schemaVersion,
    lab: subject.name,
    cluster: 'embedded',
    verdict: verdictOf(findings, { routes: [] }),
    proven: false,
    addresses: [],
    routes: [],
    certificates: [],
    convergence: [],
    findings,
    assumptions: [],
    standIns: [],
    charts: [],
    coverage,
    wallMs: Math.round(wallMs),
    virtualSeconds: 0,
  },
  close: async () => undefined,
});

interface Running {
  readonly embedded: EmbeddedCluster;
  readonly convergence: UpReport['convergence'];
  readonly virtualSeconds: number;
  readonly tookOpenly?: boolean;
}

/** A platform that runs, its loopback wire, and what was found on the way. */
interface Observable extends Running {
  readonly wire: Wire;
  readonly found: readonly Finding[];
}

/** Asks a platform that has come up for all that is promised, and tells what came of it. Rejects when interrupted. */
export async function observe(
  subject: Subject,
  { wire, found, ...platform }: Observable,
  signal: AbortSignal,
): Promise<Omit<UpReport, 'wallMs'>> {
  const { cluster } = platform.embedded;
  const verification = await verifyRoutes(cluster, wire, { ca: await trustedAuthorities(cluster), signal });
  throwIfInterrupted(signal);
  const addresses = await readAddresses(cluster, wire);
  const certificates = await readCertificates(cluster);
  const { routes } = verification;
  const { path, tree } = subject;
  const repository = await repositoryOfSubject(subject);
  const { objects: written } = repository;
  const findPlace = findPlaces({ cluster, written, tree, makerOf });
  const explain = explainBySystems(cluster, wire, written);
  const { convergence } = platform;
  const charts = chartRows(subject.releases);
  const seen = {
    ...{ cluster, addresses, verification, convergence, repository, path, explain },
    ...unknownReleases(charts),
    isUndescribed: subject.lab === undefined,
  };
  const isPartial = isFollowedInPart(platform, repository);
  const broken = softened(await clusterFindings(seen, findPlace), isPartial);
  const endless = await endlessFindings(platform.embedded.endless(), findPlace);
  const shown = [...endless, ...secretsByHand(subject, written), ...failuresOf(platform.embedded)];
  const findings = [...withoutRepeats(found, broken), ...shown].sort(compareFindings);
  const kept = isPartial ? routes.filter(({ ok }) => ok) : routes;
  const verdict = verdictOf(findings, { routes: kept, addresses, certificates });
  return {
    schemaVersion,
    lab: subject.name,
    cluster: 'embedded',
    verdict,
    proven: verdict === 'proven',
    addresses,
    routes,
    certificates,
    convergence: platform.convergence,
    findings,
    assumptions: await assumptionsAbout(cluster, subject),
    standIns: await readStandIns(cluster, routes),
    charts,
    coverage: await coverageOf(subject, findings),
    virtualSeconds: platform.virtualSeconds,
  };
}

/** Whether kinds were taken openly or builds are not known: what is missing may come of those. */
export const isFollowedInPart = (
  { tookOpenly }: Pick<Running, 'tookOpenly'>,
  { kustomizations }: Pick<Repository, 'kustomizations'>,
): boolean => tookOpenly === true || kustomizations.some(({ failure }) => failure?.reason === 'NotModelled');

/** What an object was made by, where a system makes objects. */
export const makerOf = (object: UnknownObject) => systems.map((system) => system.makerOf?.(object)).find(Boolean);

/** The releases of which it is not known what they install, and their charts. */
export function unknownReleases(rows: readonly ChartRow[]) {
  const missing = rows.filter(({ by }) => by === 'nothing');
  return {
    assumedReleases: new Set(missing.map(({ release }) => release)),
    missingCharts: [...new Set(missing.map(({ chart }) => chart))].sort(compareText),
  };
}

/** What rules found in the files and the platform shows again is one finding: that of the files, which says where, as bad as it turns out. */
export function withoutRepeats(found: readonly Finding[], shown: readonly Finding[]): readonly Finding[] {
  const keyOf = ({ code, object }: Finding) => `${code} ${object}`;
  const known = new Set(found.map(keyOf));
  const seen = new Map(shown.map((each) => [keyOf(each), each] as const));
  const left = found.flatMap((each) => {
    if (each.severity !== 'unknown' || !settlingIds.has(each.code)) return [each];
    const settled = seen.get(keyOf(each));
    return settled ? [{ ...each, message: settled.message, knownBy: settled.knownBy }] : [];
  });
  const worse = new Set(shown.filter(({ severity }) => severity === 'error').map(keyOf));
  return [
    ...left.map((each) => (worse.has(keyOf(each)) ? { ...each, severity: 'error' as const } : each)),
    ...shown.filter((each) => each.object === undefined || !known.has(keyOf(each))),
  ];
}

/** Refusals that a controller runs into when another was faster: it tries again, as upstream's do. */
const racing: readonly (string | undefined)[] = ['Conflict', 'AlreadyExists', 'NotFound'];

/** Errors of a controller are mistakes of ours: said, never hidden. */
const failuresOf = (embedded: EmbeddedCluster): Finding[] =>
  embedded
    .failures()
    .filter(({ reason }) => !racing.includes(reason))
    .slice(0, 5)
    .map(({ controller, request, message }) => ({
      code: 'controller-failed',
      severity: 'info',
      message: `${controller} ran into: ${messageOf(message)}`,
      object: request,
    }));
