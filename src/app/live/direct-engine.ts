import { GatehouseError } from '../../core/errors.ts';
import { hasErrors } from '../../core/finding.ts';
import { keepInventory } from '../../operate/apply/inventory.ts';
import type { InstallPlan, PlannedStep } from '../../repo/install-plan.ts';
import { shortName } from '../follow-steps.ts';
import type { Subject } from '../load-subject.ts';
import { awaitObjects, throwIfStopped } from './await-objects.ts';
import { type Bringing, type Brought, besidePrediction, type Engine, type LiveOptions } from './bringing.ts';
import { lackingRights, rightsOf } from './direct-rights.ts';
import { type DirectRun, laterIn, type StageOutcome, setOf } from './direct-run.ts';
import { notReady, performStep } from './direct-step.ts';
import { predictOwnership } from './foreign-objects.ts';
import type { Helm } from './helm.ts';
import type { LiveRow } from './live-report.ts';
import { pruneSet } from './prune-set.ts';

/** Brings files to a cluster as a person would by their commands: one stage after the other, each when the one before is ready. */
export function directEngine(subject: Subject, plan: InstallPlan, options: LiveOptions): Engine {
  let helm: Helm | undefined;
  return {
    name: 'direct',
    prepare: async () => {
      helm = await findHelmFor(plan, options);
      const printed = `gatehouse rbac ${subject.path} --write --engine direct`;
      const lacking = await lackingRights(options.real, rightsOf(subject, plan), printed);
      return [...lacking, ...(await predictOwnership(options.real, subject.releases))];
    },
    bring: (predicted) => bring({ subject, options, predicted }, plan, helm),
  };
}

/** The helm at hand; throws where there is none and the plan has releases. */
async function findHelmFor(plan: InstallPlan, { helm }: LiveOptions): Promise<Helm | undefined> {
  const releases = plan.steps.flatMap(({ step }) => ('install' in step ? [step.install.name] : []));
  const found = await helm?.();
  if (found && !('missing' in found)) return found;
  if (releases.length === 0) return undefined;
  throw new GatehouseError(
    `${releases.join(', ')}: ${found?.missing ?? 'there is no helm'}, and releases are installed by it`,
    {
      hint: 'put helm, 3.13 to 4.x, on PATH: nothing was written',
    },
  );
}

async function bring(bringing: Bringing, plan: InstallPlan, helm: Helm | undefined): Promise<Brought> {
  const { subject, options } = bringing;
  const { real: cluster, dryRun, timeout, onProgress } = options;
  const set = setOf(subject);
  const run: DirectRun = {
    ...bringing,
    ...{ plan, helm, set, end: cluster.now() + timeout * 1000 },
    inventory: await keepInventory(cluster, set, dryRun),
    isLater: laterIn(plan, subject),
  };
  if (!dryRun) onProgress({ type: 'phase', name: 'Bringing up', detail: 'one stage after the other' });
  const follow = followRows(run);
  let done: StageOutcome = { applied: [], findings: [], members: [] };
  for (const step of plan.steps) {
    done = join(done, await follow.step(step));
    if (hasErrors(done.findings)) return { ...done, convergence: follow.rows() };
  }
  const pruned = await pruneSet(run, done.members);
  const rest = dryRun || hasErrors(pruned.findings) ? [] : await follow.rest(done.members);
  const findings = [...done.findings, ...pruned.findings, ...rest.map((each) => notReady(each, options.named))];
  return { applied: [...done.applied, ...pruned.applied], findings, convergence: follow.rows() };
}

const join = (one: StageOutcome, other: StageOutcome): StageOutcome => ({
  applied: [...one.applied, ...other.applied],
  findings: [...one.findings, ...other.findings],
  members: [...one.members, ...other.members],
});

/** Performs steps, tells how they come along, and keeps a row of each. */
function followRows(run: DirectRun) {
  const { options, plan, predicted } = run;
  const start = options.real.now();
  const seconds = () => Math.round((options.real.now() - start) / 1000);
  const rows: LiveRow[] = [];
  const follow = async <T>(
    name: string,
    work: (tell: (message: string) => void) => Promise<T>,
    why: (done: T) => string | undefined,
  ): Promise<T> => {
    throwIfStopped(options);
    const startedAt = seconds();
    const tell = (state: 'working' | 'ready' | 'failed', message = '') =>
      options.onProgress({ type: 'stage', kind: 'Command', name, state, waitsFor: [], message, at: seconds() });
    tell('working');
    const done = await work((message) => tell('working', message));
    const failure = why(done);
    const ended = failure === undefined ? { readyAt: seconds() } : { message: failure, reason: 'Failed' };
    if (!options.dryRun)
      rows.push(besidePrediction({ kind: 'Command', name, startedAt, waitedFor: [], ...ended }, predicted));
    tell(failure === undefined ? 'ready' : 'failed', failure);
    return done;
  };
  return {
    rows: () => rows,
    step: (step: PlannedStep) =>
      follow(
        shortName(step, plan.folder),
        (tell) => performStep(run, step, tell),
        ({ findings }) => findings[0]?.message,
      ),
    rest: (members: StageOutcome['members']) =>
      follow(
        'everything ready',
        (tell) =>
          awaitObjects(
            { ...options, hear: (missing) => tell(`waits for ${missing.map(({ ref }) => ref).join(', ')}`) },
            members,
            run.end,
          ),
        ([first]) => first && `${first.ref} is not ready`,
      ),
  };
}
