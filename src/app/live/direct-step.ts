import { stepTimeout } from '../../kube/install-steps.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { printRef } from '../../kube/object.ts';
import type { LookedAt } from '../../operate/apply/look-at.ts';
import { pruningRound } from '../../operate/apply/prune.ts';
import type { PlannedStep } from '../../repo/install-plan.ts';
import { applyStage } from './apply-stage.ts';
import { awaitObjects } from './await-objects.ts';
import { neverReady } from './bringing.ts';
import { decryptStage } from './decrypt-stage.ts';
import type { DirectRun, StageOutcome } from './direct-run.ts';
import { installRelease } from './install-release.ts';

/** Does one step of a plan, and waits for what later ones build on; `tell` hears what it waits for. */
export async function performStep(
  run: DirectRun,
  step: PlannedStep,
  tell: (message: string) => void,
): Promise<StageOutcome> {
  if (step.release !== undefined) return install(run, step.release, tell);
  if ('decrypt' in step.step) return decryptStage(run, step.step.decrypt);
  const done = await applyStage(run, step.objects);
  if (done.findings.length > 0 || run.options.dryRun) return done;
  const { options, end } = run;
  const until = Math.min(end, options.real.now() + stepTimeout.seconds * 1000);
  const hear = (missing: readonly LookedAt[]) => tell(`waits for ${missing.map(({ ref }) => ref).join(', ')}`);
  const missing = await awaitObjects({ ...options, hear }, done.members.filter(isBuiltOn), until);
  return { ...done, findings: missing.map((each) => notReady(each, options.named)) };
}

/** What an object that is not Current says of itself, as a finding. */
export const notReady = ({ ref, status, message }: LookedAt, named: readonly string[]) => ({
  ...neverReady({ object: ref, message: message || status }, named),
  why: `by its status it is ${status} (kstatus)`,
});

const workloads: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'APIService']);

/** What is there before a later stage begins: definitions, namespaces and workloads. All else may take its time beside it. */
const isBuiltOn = (object: UnknownObject): boolean => pruningRound(object) !== 'plain' || workloads.has(object.kind);

async function install(run: DirectRun, name: string, tell: (message: string) => void): Promise<StageOutcome> {
  const { subject, options, helm, inventory, end } = run;
  const release = subject.releases.find((each) => printRef(each.release.object) === name);
  if (!release || !helm) throw new Error(`${name} is in the plan, and nothing installs it`);
  const { metadata } = release.release.object;
  await inventory.widen({ releases: new Set([`${metadata.namespace ?? 'default'}/${metadata.name}`]) });
  const seconds = (end - options.real.now()) / 1000;
  const { row, findings } = await installRelease({ options, helm, release, seconds, tell });
  return { applied: row ? [row] : [], findings, members: [] };
}
