import type { MigrationStep } from '../compose/migration/step.ts';
import { joinNodes, rebringMachines } from './bring-up.ts';
import { type AppliedStep, type Applying, applyByCommands } from './migrate-apply.ts';
import { handOver, takeBack } from './migrate-delivery.ts';
import { leaveCluster, markNode, renewNode } from './migrate-nodes.ts';
import { strangersFiles } from './migrate-owners.ts';
import { applyByPush } from './migrate-push.ts';
import type { StepRow } from './migrate-report.ts';
import { changedFiles, type MigrationLab, type PlatformState, stateAfter, stateOf } from './migrate-state.ts';
import { explainUnready, lastingTroubles } from './migrate-unready.ts';
import { lostData, readVolumes } from './migrate-volumes.ts';
import type { NameTable, Watched } from './migrate-watch.ts';

/** Virtual seconds that the platform is left alone after a step. */
const settling = 120;

/** A migration while it is played. */
export interface Playing {
  readonly from: MigrationLab;
  readonly to: MigrationLab;
  readonly watched: Watched;
  readonly applying: Applying;
  /** Where names point to before and after. */
  readonly names: { readonly before: NameTable; readonly after: NameTable; readonly seconds: number };
  /** Tells what the Git source holds from now on. */
  readonly push: (state: PlatformState) => void;
}

/** What a step did, before it is judged. */
interface Done {
  readonly todo: readonly string[];
  readonly files: readonly string[];
  readonly error?: string;
}

/**
 * Plays steps in their order, each until the platform has settled, and says what became of each. The first that is not proven is the last
 * that is played.
 */
export async function playSteps(
  playing: Playing,
  steps: readonly MigrationStep[],
  onStep: (step: MigrationStep) => void,
): Promise<readonly StepRow[]> {
  const { embedded, signal } = playing.applying;
  const rows: StepRow[] = [];
  let files = await stateOf(playing.from);
  for (const [index, step] of steps.entries()) {
    if (signal.aborted) break;
    const failed = rows.find(({ proven }) => !proven);
    if (failed) {
      rows.push(notPlayed(step, index + 1, failed));
      continue;
    }
    onStep(step);
    const next = await stateAfter(playing, steps, index, files);
    const [start, volumes] = [embedded.now(), await readVolumes(embedded.cluster)];
    const done = await perform(playing, step, files, next);
    const [strangers] = strangersFiles(files, next);
    const seconds = Math.round((embedded.now() - start) / 1000);
    await embedded.run({ limitSeconds: settling });
    files = next;
    const losses = lostData(volumes, await readVolumes(embedded.cluster));
    rows.push(await rowOf(playing, step, { error: strangers, ...done, seconds, losses, number: index + 1 }));
  }
  return rows;
}

async function perform(playing: Playing, step: MigrationStep, old: PlatformState, now: PlatformState): Promise<Done> {
  const { embedded } = playing.applying;
  const { action, todo } = step;
  if (step.id === 'files') await bringFiles(playing);
  if (action.type === 'wait') {
    if (action.seconds > 0) await embedded.run({ limitSeconds: action.seconds, whole: true });
    return { todo, files: [] };
  }
  if (action.type === 'names') {
    await moveNames(playing, 'both');
    return { todo, files: [] };
  }
  if (action.type === 'nodes') {
    if (playing.to.subject.lab && action.join.length > 0)
      await joinNodes(embedded, playing.to.subject.lab, action.join);
    for (const name of action.leave) await leaveCluster(embedded, name);
    return { todo, files: [] };
  }
  if (action.type === 'renew') {
    await renewNode(embedded, action.node, action.kubelet);
    return { todo, files: [] };
  }
  if (action.type === 'marks') {
    await markNode(embedded, action.node, action.marks);
    return { todo, files: [] };
  }
  const { commands, error } = await applyState(playing, old, now);
  return {
    todo: [...todo, ...commands],
    files: changedFiles(old.tree, now.tree),
    ...(error !== undefined && { error }),
  };
}

/** Machines start anew with the files of the second lab. */
export async function bringFiles({ from, to, applying: { embedded } }: Playing): Promise<void> {
  if (from.subject.lab && to.subject.lab) await rebringMachines(embedded, from.subject.lab, to.subject.lab);
}

/** Brings the platform from one state of its repository to another, as people do it in the layout that it has. */
export function applyState(playing: Playing, old: PlatformState, now: PlatformState): Promise<AppliedStep> {
  playing.push(now);
  return applierOf(old, now)(playing.applying, old, now);
}

function applierOf({ repository: old }: PlatformState, { repository: now }: PlatformState) {
  if (old.install && now.install) return applyByCommands;
  if (old.install) return handOver;
  return now.install ? takeBack : applyByPush;
}

/** Moves names: in an order that is planned, some clients follow the old record and some the new one for a while; otherwise all the old one. */
export async function moveNames({ watched, names, applying }: Playing, meanwhile: 'both' | 'after'): Promise<void> {
  const { before, after } = names;
  if (meanwhile === 'both') {
    await watched.point(new Map([...before].map(([name, old]) => [name, [...old, ...(after.get(name) ?? [])]])));
  }
  await applying.embedded.run({ limitSeconds: names.seconds, whole: true });
  await watched.point(new Map([...before, ...after]));
}

const notPlayed = ({ id, title, by, todo, why }: MigrationStep, number: number, failed: StepRow): StepRow => ({
  ...{ number, id, title, by, todo, why, files: [], seconds: 0, outages: [], troubles: [], losses: [] },
  ...{ proven: false, problem: `not played: step ${failed.number} is not proven` },
});

type Performed = Done & Pick<StepRow, 'number' | 'seconds' | 'losses'>;

async function rowOf(playing: Playing, step: MigrationStep, { error, ...done }: Performed): Promise<StepRow> {
  const { cluster } = playing.applying.embedded;
  const { outages, troubles } = await playing.watched.take();
  const unready = await explainUnready(cluster);
  const lasting = outages.filter(({ lasts }) => lasts).map(({ name, reason }) => `${name} is not answered: ${reason}`);
  const problem = error ?? unready[0] ?? lasting[0];
  const quiet = problem === undefined && outages.length === 0;
  return {
    ...{ number: done.number, id: step.id, title: step.title, by: step.by, todo: done.todo, why: step.why },
    ...{ files: done.files, seconds: done.seconds, outages, losses: done.losses },
    troubles: quiet ? [] : await lastingTroubles(cluster, troubles),
    proven: problem === undefined,
    ...(problem !== undefined && { problem }),
  };
}
