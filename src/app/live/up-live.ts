import type { Cluster } from '../../cluster/cluster.ts';
import { GatehouseError, messageOf } from '../../core/errors.ts';
import { compareFindings, type Finding, hasErrors } from '../../core/finding.ts';
import { stopwatch } from '../../core/runtime.ts';
import { readRepository } from '../../repo/repository.ts';
import type { Delivers } from '../../systems/delivery.ts';
import { systems } from '../../systems/index.ts';
import type { System } from '../../systems/system.ts';
import { checkSubject } from '../check.ts';
import { followConvergence } from '../convergence.ts';
import { loadSubject, repositoryOfSubject, type Subject, type SubjectOptions } from '../load-subject.ts';
import { nothingToFollow } from '../nothing-to-follow.ts';
import { startPlatform } from '../platform.ts';
import type { ValueSources } from '../secrets-values.ts';
import { schemaVersion, type UpReport, type Verdict } from '../up-report.ts';
import type { VerifyReport } from '../verify-report.ts';
import { applyObjects, askToLook, fieldManager } from './apply-entry.ts';
import { makeSecrets, secretsToMake } from './give-secrets.ts';
import type { LiveRow, LiveUpReport, TellProgress } from './live-report.ts';
import { lookAround, missingDelivery } from './look-around.ts';
import type { Answering } from './watch-answering.ts';

/** A real cluster, and what a run on it may do. */
export interface LiveOptions extends SubjectOptions {
  /** Name of the context. */
  readonly context: string;
  readonly real: Cluster;
  readonly sources: ValueSources;
  /** The API server is asked whether it would take everything; nothing is written. */
  readonly dryRun: boolean;
  /** Seconds after which what is not ready is told as it is. */
  readonly timeout: number;
  readonly onProgress: TellProgress;
  readonly signal: AbortSignal;
  /** Lets time pass, in milliseconds; ends early when `signal` does. */
  readonly wait: (ms: number) => Promise<void>;
  /** Options that name the cluster to other programs, e.g. `--context=home`. */
  readonly named: readonly string[];
  /** Watches whether the API still answers, while how it comes up is followed. */
  readonly watchAnswering?: () => Answering;
  /** Asks for what is promised, once everything is ready. */
  readonly verify: () => Promise<Pick<VerifyReport, 'rows' | 'notCompared'>>;
  /** Puts what delivers into the cluster where it is missing; undefined when it cannot be done from here. Rejects when it fails. */
  readonly install?: (delivers: Delivers, subject: Subject) => Promise<void>;
}

const again = 'run it again: it goes on from what is there';

/** Milliseconds between two looks at how far it has come. */
const lookEvery = 500;

/**
 * Brings a lab or repository up on a real cluster: looks first, makes the Secrets that are missing, applies what starts the delivery,
 * asks it to look, and follows it beside what was predicted. Run again after an interruption it goes on: what is there is left or applied
 * again, and nothing is made twice. Throws a GatehouseError where it must not begin.
 */
export async function upLive(path: string, options: LiveOptions): Promise<LiveUpReport> {
  const elapsed = stopwatch();
  const { real: cluster, onProgress, dryRun } = options;
  const subject = await loadSubject(path, options);
  if (!subject.usable || subject.missing.length > 0) throw nothingToFollow(path);
  const delivers = deliveryOf();
  if (readRepository(subject.tree).entry.length === 0)
    throw new GatehouseError(`${path} holds nothing that starts a delivery: nothing would be applied`, {
      hint: 'name the lab, or the folder of the repository that holds its GitRepository and Kustomizations',
    });
  const base = { schemaVersion, lab: subject.name, cluster: options.context, dryRun } as const;
  const report = (rest: Partial<LiveUpReport>): LiveUpReport => ({
    ...{ ...base, verdict: 'unknown' as const, secrets: [], applied: [], convergence: [], findings: [] },
    ...rest,
    wallMs: Math.round(elapsed()),
  });
  onProgress({ type: 'phase', name: 'Looking', detail: `at ${options.context}, before anything is written` });
  const checked = (await checkSubject(subject)).filter(({ severity }) => severity === 'error');
  const found = [...checked, ...(await lookAround(cluster, subject.lab))];
  if (hasErrors(found)) return report({ verdict: 'refuted', findings: [...found].sort(compareFindings) });
  await ensureDelivery(subject, delivers, options);
  const { objects } = await repositoryOfSubject(subject);
  const needed = await secretsToMake(cluster, { ...subject, objects }, options.sources);
  if (hasErrors(needed.findings))
    return report({ verdict: 'refuted', findings: [...found, ...needed.findings].sort(compareFindings) });
  const predicted = await predict(subject);
  onProgress({ type: 'phase', name: dryRun ? 'Asking' : 'Applying', detail: `as ${fieldManager}, server-side` });
  const secrets = await makeSecrets(cluster, needed.secrets, { dryRun, fieldManager });
  const { entry: all, assumed } = readRepository(subject.tree);
  // A source that stands in no file was made by whoever set the delivery up.
  const entry = all.filter((each) => !assumed.includes(each));
  const { applied, findings } = await applyObjects(cluster, entry, dryRun);
  const told = [...found, ...findings];
  if (dryRun || hasErrors(findings))
    return report({
      ...{ verdict: hasErrors(findings) ? 'refuted' : 'unknown', secrets, applied },
      findings: told.sort(compareFindings),
    });
  const convergence = await follow(
    options,
    async () => {
      await askToLook(
        cluster,
        entry.map(({ object }) => object),
        delivers,
        String(cluster.now()),
      );
    },
    predicted,
  );
  const late = convergence.filter(({ readyAt }) => readyAt === undefined);
  if (late.length > 0 || convergence.length === 0)
    return report({
      ...{ secrets, applied, convergence, verdict: 'refuted' },
      findings: [...told, ...late.map((row) => neverReady(row, options.named))].sort(compareFindings),
    });
  onProgress({ type: 'phase', name: 'Verifying', detail: 'real requests from here' });
  const verification = await options.verify();
  return report({
    ...{ secrets, applied, convergence, verification, verdict: verdictOf(verification) },
    findings: told.sort(compareFindings),
  });
}

/** Proven where there is a promise and each was kept; what is promised and not asked for is not known. */
function verdictOf({ rows, notCompared }: Pick<VerifyReport, 'rows' | 'notCompared'>): Verdict {
  if (rows.some(({ outcome }) => outcome === 'differs')) return 'refuted';
  if (rows.length === 0 && notCompared.length === 0) return 'nothing';
  return notCompared.length === 0 && rows.every(({ outcome }) => outcome === 'kept') ? 'proven' : 'unknown';
}

function deliveryOf(): Delivers {
  const delivers = systems.map((system: System) => system.delivers).find((each) => each !== undefined);
  if (!delivers) throw new GatehouseError('no system delivers to a real cluster');
  return delivers;
}

/** What delivers must be there; where it is not, it is installed by its own program, or a person does. */
async function ensureDelivery(subject: Subject, delivers: Delivers, options: LiveOptions): Promise<void> {
  const missing = await missingDelivery(options.real);
  if (missing.length === 0) return;
  const { program, args } = delivers.install(subject.lab);
  const command = [program, ...args].join(' ');
  if (options.dryRun || !options.install)
    throw new GatehouseError(
      `${options.context} does not run ${missing.join(', ')}: nothing would read the repository`,
      {
        hint: `install it first: ${command} ${options.named.join(' ')}`,
      },
    );
  await options.install(delivers, subject);
}

/** When each object was ready in the embedded cluster, in seconds from the start. */
async function predict(subject: Subject): Promise<ReadonlyMap<string, number>> {
  const { embedded, convergence } = await startPlatform(subject, () => undefined);
  await embedded.stop();
  return new Map(
    convergence.flatMap(({ kind, name, readyAt }) => (readyAt === undefined ? [] : [[`${kind} ${name}`, readyAt]])),
  );
}

async function follow(
  { real: cluster, onProgress, signal, timeout, wait, watchAnswering }: LiveOptions,
  begin: () => Promise<void>,
  predicted: ReadonlyMap<string, number>,
): Promise<readonly LiveRow[]> {
  onProgress({ type: 'phase', name: 'Bringing up', detail: 'as it happens' });
  const readiness = systems.flatMap((system) => system.readiness ?? []);
  const convergence = followConvergence(cluster, readiness, onProgress);
  const answering = watchAnswering?.();
  try {
    await begin();
    const end = cluster.now() + timeout * 1000;
    // What was predicted to be there and is not yet may still come.
    const isWhole = () => {
      const ready = new Set(
        own(convergence.rows(), predicted).flatMap((row) => (row.readyAt === undefined ? [] : keyOf(row))),
      );
      return predicted.size > 0 ? [...predicted.keys()].every((key) => ready.has(key)) : convergence.isDone();
    };
    while (!isWhole() && cluster.now() < end && !signal.aborted) {
      const lost = convergence.lost() ?? answering?.lost();
      if (lost) throw new GatehouseError(`${messageOf(lost)}; what was applied stays`, { cause: lost, hint: again });
      await wait(lookEvery);
    }
  } finally {
    convergence.stop();
    answering?.stop();
  }
  if (signal.aborted)
    throw new GatehouseError('interrupted: what was applied stays, and the cluster goes on by itself', {
      exitCode: 130,
      hint: again,
    });
  return own(convergence.rows(), predicted).map((row) => ({ ...row, ...predictionOf(predicted.get(keyOf(row))) }));
}

const keyOf = ({ kind, name }: Pick<LiveRow, 'kind' | 'name'>): string => `${kind} ${name}`;

/** What the lab or repository brings: others of the cluster are not its matter. */
const own = (rows: readonly LiveRow[], predicted: ReadonlyMap<string, number>): readonly LiveRow[] =>
  predicted.size === 0 ? rows : rows.filter((row) => predicted.has(keyOf(row)));

const predictionOf = (readyAt: number | undefined) => (readyAt === undefined ? {} : { predictedReadyAt: readyAt });

const neverReady = (
  { kind, name, message, reason }: UpReport['convergence'][number],
  named: readonly string[],
): Finding => ({
  code: 'never-ready',
  severity: 'error',
  object: `${kind}/${name}`,
  message: message ? `not ready: ${message}` : 'not ready, and nothing is said of it',
  why: reason ? `its condition says ${reason}` : 'it has no condition Ready',
  hint: `\`gatehouse doctor ${named.join(' ')}\` looks for what stands behind it`,
});
