import { readerOf } from '../../check/example-input.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { applySetKeys } from '../../operate/apply/apply-set.ts';
import { releasesIn } from '../../operate/apply/inventory.ts';
import { isLeavingWith, neededIn } from '../../operate/apply/leaving.ts';
import { whyLeft } from '../../operate/apply/prune.ts';
import type { InstallPlan, PlannedStep } from '../../repo/install-plan.ts';
import type { RepositoryObject } from '../../repo/repository.ts';
import type { LeftOver } from './contract.ts';
import { keyOf } from './object-key.ts';

const setOf = ({ metadata }: UnknownObject): string | undefined => metadata.labels?.[applySetKeys.partOf];

/** The ApplySets that objects of the files are members of where they run: what else is in them came from an older state of the files. */
export const setsOf = (
  objects: readonly UnknownObject[],
  there: ReadonlyMap<string, RepositoryObject>,
): ReadonlySet<string> => new Set(objects.flatMap((object) => (there.has(keyOf(object)) ? (setOf(object) ?? []) : [])));

/** Whether an object came from an older state of the files: a member of one of the sets, as it was applied. */
export function isLeftOver(object: UnknownObject, sets: ReadonlySet<string>): boolean {
  const set = setOf(object);
  return set !== undefined && sets.has(set);
}

/**
 * The releases of a plan that run, by what is written on their objects: each in the version of the chart that these name, and with the values of
 * the files, since values of what runs are nowhere to be read but in Secrets. Undefined where the files have no plan.
 */
export function runningReleases(
  objects: readonly UnknownObject[],
  plan: InstallPlan | undefined,
): InstallPlan | undefined {
  if (!plan) return undefined;
  const versions = new Map<string, string | undefined>();
  for (const { metadata } of objects) {
    const { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace } =
      metadata.annotations ?? {};
    if (name === undefined) continue;
    const key = `${namespace}/${name}`;
    versions.set(key, versions.get(key) ?? metadata.labels?.['helm.sh/chart']);
  }
  return { ...plan, steps: plan.steps.flatMap((step) => runningStep(step, versions)) };
}

function runningStep(planned: PlannedStep, versions: ReadonlyMap<string, string | undefined>): readonly PlannedStep[] {
  const { step, objects } = planned;
  if (!('install' in step)) return [];
  const { name, namespace, chart } = step.install;
  const key = `${namespace}/${name}`;
  if (!versions.has(key)) return [];
  // Of `traefik-41.3.0` the version; a label has `_` for what it must not hold.
  const label = versions.get(key)?.replace(/_/g, '+');
  const version = label?.startsWith(`${chart}-`) ? label.slice(chart.length + 1) : step.install.version;
  const inVersion = ({ object, ...rest }: PlannedStep['objects'][number]) => ({
    ...rest,
    object: { ...object, spec: { ...(object.spec as object), version: sameVersion(step.install.version, version) } },
  });
  return [{ ...planned, objects: objects.map(inVersion) }];
}

/** As the files spell it, where both are one version. */
const sameVersion = (written: string, runs: string): string =>
  written.replace(/^v/, '') === runs.replace(/^v/, '') ? written : runs;

/** What was read of a cluster, and the files that it is held against. */
export interface LeftOverIn {
  readonly objects: readonly UnknownObject[];
  readonly sets: ReadonlySet<string>;
  readonly there: ReadonlyMap<string, RepositoryObject>;
  readonly plan: InstallPlan | undefined;
}

/** Asks of everything that left the files whether it would be removed. */
export async function leftOverIn({ objects, sets, there, plan }: LeftOverIn): Promise<LeftOver> {
  const leftOver = objects.filter((object) => isLeftOver(object, sets) && !there.has(keyOf(object)));
  const wanted = (plan?.steps ?? []).flatMap(({ step }) =>
    'install' in step ? [`${step.install.namespace}/${step.install.name}`] : [],
  );
  const ended = objects
    .filter(({ metadata }) => sets.has(metadata.labels?.[applySetKeys.id] ?? ''))
    .flatMap(releasesIn)
    .filter((name) => !wanted.includes(name));
  const written = [...there.values()].map(({ object }) => object);
  const staying = {
    stays: neededIn(written, wanted),
    isLeaving: isLeavingWith({ objects: leftOver, releases: new Set(ended) }),
  };
  const cluster = readerOf(objects);
  const stays = new Map<string, string>();
  for (const object of leftOver) {
    const why = await whyLeft(cluster, object, staying);
    if (why !== undefined) stays.set(keyOf(object), why);
  }
  return { stays, ended };
}
