import type { Snapshot } from '../cluster/snapshot/format.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { nearestName } from '../core/nearest.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import type { RepositoryObject } from '../repo/repository.ts';
import { missingKinds } from './adopt-platform.ts';
import { appliedObjects } from './applied-objects.ts';
import { kindFilter } from './build-kinds.ts';
import { chartFindings } from './chart-rows.ts';
import { hideSecrets } from './hide-secrets.ts';
import { loadSubject, repositoryOfSubject, type Subject, type SubjectOptions } from './load-subject.ts';
import { runningAt } from './running-at.ts';
import { runningObjects } from './running-objects.ts';
import { schemaVersion } from './up-report.ts';

/** Which objects are wanted. */
export interface BuildOptions extends SubjectOptions {
  /** `namespace/name` of the Kustomization that applies them. */
  readonly kustomization?: string;
  /** `namespace/name` of the release that installs them. */
  readonly release?: string;
  /** Kinds, as kubectl takes them: `Deployment`, `deployments`, `deploy`, `deployments.apps`. */
  readonly kinds?: readonly string[];
  readonly name?: string;
  readonly namespace?: string;
  /** Values of Secrets that stand in clear are shown. */
  readonly showSecrets?: boolean;
}

/** An object that comes to the cluster, and where it comes from. */
export interface BuiltObject {
  readonly object: UnknownObject;
  /** The file that decides it: of what a chart makes, that of the release. */
  readonly file?: string;
  readonly line?: number;
  /** `namespace/name` of the Kustomization that applies it. */
  readonly appliedBy?: string;
  /** `Kind/namespace/name` of the release that installs it. */
  readonly madeBy?: string;
  /** It is made up after another version of the chart. */
  readonly approximate?: boolean;
}

/** What `gatehouse build` made of a path. */
export interface BuildReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly name: string;
  readonly objects: readonly BuiltObject[];
  /** Secrets whose values are not shown. */
  readonly hidden: number;
  /** What cannot be built, and what is not known. */
  readonly findings: readonly Finding[];
}

/** The objects that Flux, Helm or a person would apply, or, of what runs, those that they applied. Rejects with a GatehouseError when what is asked for is not there. */
export async function build(path: string, options: BuildOptions = {}): Promise<BuildReport> {
  const running = await runningAt(path, options);
  if (running) return buildRunning(running, options);
  const subject = await loadSubject(path, options);
  const { name, usable, missing } = subject;
  if (!usable || missing.length > 0)
    return { schemaVersion, name, objects: [], hidden: 0, findings: [...subject.findings, ...missing].filter(isTold) };
  const repository = await repositoryOfSubject(subject);
  if (options.kustomization !== undefined) demandKustomization(repository.kustomizations, options.kustomization);
  if (options.release !== undefined) demandRelease(subject, options.release);
  const wanted = appliedObjects(repository).filter(filterOf(options));
  const objects = wanted.map((each) => shown(each, options));
  const hidden = options.showSecrets ? 0 : wanted.filter((each, i) => each.object !== objects[i]!.object).length;
  // Which nodes there are decides nothing here.
  const read = subject.findings.filter(({ severity }) => severity === 'error');
  const findings = [...read, ...repository.findings, ...chartFindings(subject.releases)].filter(isTold);
  return { schemaVersion, name, objects, hidden, findings };
}

/** What was brought to a cluster, as it runs there: what applied it is told, and no file. */
function buildRunning(snapshot: Snapshot, options: BuildOptions): BuildReport {
  const all = runningObjects(snapshot);
  const { kustomization, release } = options;
  const keysOf = (refs: readonly (string | undefined)[]) => [...new Set(refs.flatMap((ref) => ref ?? []))];
  const stages = keysOf(all.map(({ appliedBy }) => appliedBy));
  if (kustomization !== undefined && !stages.includes(kustomization))
    throw notThere('Flux Kustomization', kustomization, stages);
  const releases = keysOf(all.map(({ madeBy }) => madeBy?.slice(madeBy.indexOf('/') + 1)));
  if (release !== undefined && !releases.includes(release)) throw notThere('release', release, releases);
  const objects = all.filter(filterOf(options)).map((each) => shown(each, options));
  const name = snapshot.head.context || 'snapshot';
  return { schemaVersion, name, objects, hidden: 0, findings: missingKinds(snapshot) };
}

const isTold = ({ severity }: Finding): boolean => severity === 'error' || severity === 'unknown';

function shown(
  { object, origin, appliedBy, madeBy, approximate }: RepositoryObject,
  options: BuildOptions,
): BuiltObject {
  return {
    object: hideSecrets(object, { inClear: options.showSecrets === true }),
    ...(origin && { file: origin.file, line: origin.line }),
    ...(appliedBy !== undefined && { appliedBy }),
    ...(madeBy !== undefined && { madeBy }),
    ...(approximate && { approximate }),
  };
}

function filterOf({ kustomization, release, kinds, name, namespace }: BuildOptions) {
  const isOfKind = kindFilter(kinds);
  return ({ object, appliedBy, madeBy }: RepositoryObject): boolean =>
    (kustomization === undefined || appliedBy === kustomization) &&
    (release === undefined || madeBy?.slice(madeBy.indexOf('/') + 1) === release) &&
    (name === undefined || object.metadata.name === name) &&
    (namespace === undefined || object.metadata.namespace === namespace) &&
    isOfKind(object);
}

function demandKustomization(
  all: readonly {
    readonly kustomization: { readonly object: UnknownObject };
    readonly failure?: { readonly message: string };
  }[],
  wanted: string,
): void {
  const keyOf = ({ kustomization: { object } }: (typeof all)[number]) =>
    `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  const found = all.find((each) => keyOf(each) === wanted);
  if (!found) throw notThere('Flux Kustomization', wanted, all.map(keyOf));
  if (found.failure)
    throw new GatehouseError(`Kustomization ${wanted}: ${found.failure.message}`, {
      hint: '`gatehouse check` tells more of it',
    });
}

function demandRelease({ releases }: Subject, wanted: string): void {
  const keyOf = ({ release: { object } }: (typeof releases)[number]) =>
    `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  const found = releases.find((each) => keyOf(each) === wanted);
  if (!found) throw notThere('release', wanted, releases.map(keyOf));
  const { chart, rendering, release } = found;
  if (chart.by === 'nothing')
    throw new GatehouseError(`${printRef(release.object)}: ${chart.reason}`, { hint: `known by ${chart.knownBy}` });
  const problem = rendering ? (rendering.error ?? rendering.notKnown) : 'its values are not known, or it is suspended';
  if (problem !== undefined)
    throw new GatehouseError(`${printRef(release.object)}: ${problem}`, { hint: '`gatehouse check` tells more of it' });
}

function notThere(what: string, wanted: string, known: readonly string[]): GatehouseError {
  const near = nearestName(wanted, known);
  const some = [...new Set(known)].sort().slice(0, 6);
  const hint = near
    ? `did you mean ${near}?`
    : known.length === 0
      ? `there is no ${what} here`
      : `there are ${some.join(', ')}${known.length > some.length ? ' and others' : ''}`;
  return new GatehouseError(`there is no ${what} ${wanted}`, { hint });
}
