import type { Finding } from '../../core/finding.ts';
import { stepTimeout } from '../../kube/install-steps.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';
import { scopeOf, widen } from '../../operate/apply/apply-set.ts';
import { findMembers, type Inventory } from '../../operate/apply/inventory.ts';
import { isLeavingWith, neededIn, objectKey } from '../../operate/apply/leaving.ts';
import { type LeftObject, pruneObjects, pruningRound } from '../../operate/apply/prune.ts';
import { readHelmRecords } from '../../operate/install/helm-record.ts';
import type { DirectRun } from './direct-run.ts';
import { explainHelm } from './explain-helm.ts';
import type { AppliedRow } from './live-report.ts';

/** What became of what left the lab. */
interface PrunedSet {
  readonly applied: readonly AppliedRow[];
  readonly findings: readonly Finding[];
}

/**
 * Removes what left the lab: members of the set that were not applied in this run, then releases, then definitions and namespaces. Only when all
 * of it is gone the inventory is as narrow as what is there now; what stays because it holds data stays in it.
 */
export async function pruneSet(run: DirectRun, members: readonly UnknownObject[]): Promise<PrunedSet> {
  const { options, set, inventory } = run;
  const { real: cluster, dryRun } = options;
  const before = inventory.known();
  const kept = new Set(members.map(objectKey));
  const gone = (await findMembers(cluster, set, before)).filter((object) => !kept.has(objectKey(object)));
  const wanted = releasesOf(run);
  const ended = [...before.releases].filter((name) => !wanted.has(name)).sort();
  const leaving = { objects: gone, releases: new Set(ended) };
  const staying = { stays: neededIn(members, wanted), isLeaving: isLeavingWith(leaving) };
  const prune = (round: ReturnType<typeof pruningRound>) =>
    pruneObjects(
      cluster,
      gone.filter((object) => pruningRound(object) === round),
      { dryRun, ...staying },
    );
  const plain = await prune('plain');
  const uninstalled = await uninstall(run, ended);
  const rounds = [plain, await prune('definition'), await prune('namespace')];
  const left = rounds.flatMap((round) => round.left);
  const now: Inventory = {
    ...widen(scopeOf(members), scopeOf(left.map(({ object }) => object))),
    releases: new Set([...wanted, ...uninstalled.failed]),
  };
  await inventory.shrink(now);
  return {
    applied: [
      ...rounds.flatMap(({ removed }) => removed.map(printRef)),
      ...uninstalled.done.map((name) => `Release/${name}`),
    ].map((object) => ({ object, outcome: 'pruned' as const })),
    findings: [...uninstalled.findings, ...left.map(leftFinding)],
  };
}

const releasesOf = ({ plan }: DirectRun): ReadonlySet<string> =>
  new Set(
    plan.steps.flatMap(({ step }) => ('install' in step ? [`${step.install.namespace}/${step.install.name}`] : [])),
  );

/** Uninstalls releases, the last first. One that helm does not know any more is done. */
async function uninstall({ options, helm }: DirectRun, names: readonly string[]) {
  const done: string[] = [];
  const failed: string[] = [];
  const findings: Finding[] = [];
  for (const each of names.toReversed()) {
    const [namespace = '', name = ''] = each.split('/');
    const release = { name, namespace, seconds: stepTimeout.seconds };
    const records = await readHelmRecords(options.real, release);
    if (records.length > 0 && !helm) findings.push(noHelm(each));
    const { error } = records.length === 0 || options.dryRun || !helm ? {} : await helm.uninstall(release);
    if (error !== undefined) findings.push(explainHelm(release, error, { named: options.named }));
    if (error !== undefined || (records.length > 0 && !helm)) failed.push(each);
    else if (records.length > 0) done.push(each);
  }
  return { done, failed, findings };
}

const noHelm = (name: string): Finding => ({
  code: 'release-left',
  severity: 'warning',
  object: `Release/${name}`,
  message: 'it left the lab, and no helm is on PATH to uninstall it',
  why: 'a release is removed by helm, which remembers what is of it',
  hint: `put helm on PATH and run it again, or: helm uninstall ${name.split('/')[1]} --namespace ${name.split('/')[0]}`,
});

const leftFinding = ({ object, why }: LeftObject): Finding => ({
  code: 'left-in-place',
  severity: 'warning',
  object: printRef(object),
  message: `it left the lab and stays in the cluster: ${why}`,
  why: 'data, and what others may need, is not removed because a line left a file',
  hint: `to remove it: kubectl delete ${object.kind.toLowerCase()} ${object.metadata.name}${object.metadata.namespace ? ` -n ${object.metadata.namespace}` : ''}`,
});
