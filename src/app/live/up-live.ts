import { ClusterUnreachable } from '../../cluster/live/unreachable.ts';
import { GatehouseError } from '../../core/errors.ts';
import { compareFindings, type Finding, hasErrors } from '../../core/finding.ts';
import { stopwatch } from '../../core/runtime.ts';
import { loadSubject, repositoryOfSubject, type Subject } from '../load-subject.ts';
import { nothingToFollow } from '../nothing-to-follow.ts';
import { schemaVersion, type Verdict } from '../up-report.ts';
import type { VerifyReport } from '../verify-report.ts';
import { fieldManager } from './apply-entry.ts';
import { again, type LiveOptions } from './bringing.ts';
import { chooseEngine } from './choose-engine.ts';
import { makeSecrets, secretsToMake } from './give-secrets.ts';
import type { LiveUpReport } from './live-report.ts';
import { lookAround } from './look-around.ts';
import { predict } from './predict.ts';

export type { LiveOptions } from './bringing.ts';

/**
 * Brings a lab or repository up on a real cluster: looks first, makes the Secrets that are missing, brings the files there, and holds how
 * it comes up beside what was predicted. Run again after an interruption it goes on: what is there is left or applied again, and nothing
 * is made twice. Throws a GatehouseError where it must not begin.
 */
export async function upLive(path: string, options: LiveOptions): Promise<LiveUpReport> {
  const elapsed = stopwatch();
  const { real: cluster, onProgress, dryRun } = options;
  const subject = await loadSubject(path, options);
  if (!subject.usable || subject.missing.length > 0) throw unreadable(path, subject);
  const engine = chooseEngine(path, subject, options);
  const base = { schemaVersion, lab: subject.name, cluster: options.context, engine: engine.name, dryRun } as const;
  const report = ({ findings = [], ...rest }: Partial<LiveUpReport>): LiveUpReport => ({
    ...{ ...base, verdict: 'unknown' as const, secrets: [], applied: [], convergence: [] },
    ...{ ...rest, findings: [...findings].sort(compareFindings) },
    wallMs: Math.round(elapsed()),
  });
  onProgress({ type: 'phase', name: 'Looking', detail: `at ${options.context}, before anything is written` });
  const found: Finding[] = [...(await lookAround(cluster, subject.lab))];
  if (hasErrors(found)) return report({ verdict: 'refuted', findings: found });
  const prediction = await predict(subject, options);
  const { cause } = prediction;
  if (cause !== undefined) onProgress({ type: 'phase', name: 'Refuted', detail: `by the embedded cluster: ${cause}` });
  found.push(...prediction.findings);
  const refuted = cause === undefined ? {} : { cause };
  if (cause !== undefined && !dryRun && options.evenRefuted !== true)
    return report({ ...refuted, verdict: 'refuted', findings: found });
  const refusals = [...(await engine.prepare())];
  const { objects: all } = await repositoryOfSubject(subject);
  const objects = all.filter(({ object }) => engine.brings?.(object) ?? true);
  const needed = await secretsToMake(cluster, { ...subject, objects }, options.sources);
  refusals.push(...needed.findings);
  found.push(...refusals);
  if (hasErrors(refusals)) return report({ ...refuted, verdict: 'refuted', findings: found });
  onProgress({ type: 'phase', name: dryRun ? 'Asking' : 'Applying', detail: `as ${fieldManager}, server-side` });
  const { secrets, brought } = await whileWriting(async () => ({
    secrets: await makeSecrets(cluster, needed.secrets, { dryRun, fieldManager }),
    brought: await engine.bring(prediction.readyAt),
  }));
  const told = { ...refuted, ...brought, secrets, findings: [...found, ...brought.findings] };
  if (hasErrors(brought.findings) || (!dryRun && brought.convergence.length === 0))
    return report({ ...told, verdict: 'refuted' });
  if (dryRun) return report(cause === undefined ? told : { ...told, verdict: 'refuted' });
  onProgress({ type: 'phase', name: 'Verifying', detail: 'real requests from here' });
  const verification = await askFor(options, cause !== undefined);
  if (!verification) return report({ ...told, verdict: 'refuted' });
  return report({ ...told, verification, verdict: cause === undefined ? verdictOf(verification) : 'refuted' });
}

/** Files that cannot be read to their end, by the first thing that is wrong with them. */
function unreadable(path: string, { findings, missing }: Subject): GatehouseError {
  const worst = [...findings, ...missing].sort(compareFindings).find(({ severity }) => severity === 'error');
  if (!worst) return nothingToFollow(path);
  const { file = path, line, message } = worst;
  return new GatehouseError(`${file}${line === undefined ? '' : `:${line}`}: ${message}`, {
    hint: `nothing was written; \`gatehouse check ${path}\` shows all that is to be mended first`,
  });
}

/** What is promised and kept; of what is refuted it may be that nothing can be asked for. */
async function askFor(
  { verify }: Pick<LiveOptions, 'verify'>,
  isRefuted: boolean,
): Promise<LiveUpReport['verification']> {
  try {
    return await verify();
  } catch (thrown) {
    if (isRefuted && thrown instanceof GatehouseError && thrown.exitCode !== 130) return undefined;
    throw thrown;
  }
}

/** Of an API that is lost while it is written to it is said what became of the rest. */
async function whileWriting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof ClusterUnreachable)) throw thrown;
    throw new GatehouseError(`${thrown.message}; what was applied stays`, { cause: thrown, hint: again });
  }
}

/** Proven where there is a promise and each was kept; what is promised and not asked for is not known. */
function verdictOf({ rows, notCompared }: Pick<VerifyReport, 'rows' | 'notCompared'>): Verdict {
  if (rows.some(({ outcome }) => outcome === 'differs')) return 'refuted';
  if (rows.length === 0 && notCompared.length === 0) return 'nothing';
  return notCompared.length === 0 && rows.every(({ outcome }) => outcome === 'kept') ? 'proven' : 'unknown';
}
