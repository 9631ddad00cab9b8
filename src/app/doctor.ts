import type { ClusterReader } from '../cluster/cluster.ts';
import type { LiveCluster } from '../cluster/live/index.ts';
import { diagnose } from '../operate/diagnose/diagnose.ts';
import { type BesideObjects, readSeenCluster } from '../operate/diagnose/seen-cluster.ts';
import { playbooksBySystem } from '../systems/playbooks.ts';
import type { DoctorReport } from './doctor-report.ts';
import { loadSubject, type SubjectOptions } from './load-subject.ts';
import { nothingToFollow, whyNotStarted } from './nothing-to-follow.ts';
import type { ContextOptions } from './open-context.ts';
import { startPlatform } from './platform.ts';
import { schemaVersion } from './up-report.ts';

const playbooks = playbooksBySystem.flatMap((each) => each.playbooks);

/** Who is examined, and what can be seen of it beside its objects. */
export interface Patient extends BesideObjects {
  readonly name: string;
  readonly cluster: ClusterReader;
  /** Milliseconds since the epoch, on the cluster's clock. */
  readonly at: number;
}

/** Goes through all playbooks over a cluster as it is now. Rejects when it does not answer. */
export async function examine({ name, cluster, ...beside }: Patient): Promise<DoctorReport> {
  const seen = await readSeenCluster(
    cluster,
    playbooks.flatMap(({ reads }) => reads),
    beside,
  );
  const { diagnoses, notLookedAt } = await diagnose(playbooks, seen);
  return { schemaVersion, cluster: name, diagnoses, notLookedAt, playbooks: playbooks.length };
}

/** Goes through all playbooks over a real cluster, with the last lines of containers that ended, and who answers on this machine's networks. */
export async function examineLive({ context, cluster, logs }: LiveCluster): Promise<DoctorReport> {
  const { readNeighbours } = await import('../operate/neighbours.ts');
  const heard = await readNeighbours();
  return examine({ name: context, cluster, at: cluster.now(), logs, neighbour: (address) => heard?.get(address) });
}

/** A lab or repository that a real cluster is held against. */
export interface Against {
  readonly path: string;
  readonly options: SubjectOptions;
}

/** As {@link examineLive} over the cluster of a context, and holds it against a lab where one is named. */
export async function doctorOn(choice: ContextOptions, against?: Against): Promise<DoctorReport> {
  const { openContext } = await import('./open-context.ts');
  const live = await openContext(choice);
  try {
    const report = await examineLive(live);
    if (!against) return report;
    const { holdAgainst } = await import('./doctor-lab.ts');
    return { ...report, lab: await holdAgainst(against.path, live.cluster, against.options) };
  } finally {
    await live.close();
  }
}

/** Brings a lab or repository up in the embedded cluster, and examines what came of it. Throws where it cannot be read. */
export async function doctor(path: string, options: SubjectOptions = {}): Promise<DoctorReport> {
  const subject = await loadSubject(path, options);
  if (!subject.usable || subject.missing.length > 0) throw nothingToFollow(path);
  const { embedded, findings } = await startPlatform(subject, () => undefined);
  try {
    // Nothing was applied: what is not there is not ill.
    const reason = whyNotStarted(path, [...subject.findings, ...findings]);
    if (reason) throw reason;
    return await examine({ name: subject.name, cluster: embedded.cluster, at: embedded.now() });
  } finally {
    await embedded.stop();
  }
}
