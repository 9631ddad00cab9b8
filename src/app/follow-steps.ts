import { posix } from 'node:path';
import type { ConvergenceRow } from '../check/observed.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { messageOf } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { asObject } from '../kube/as-object.ts';
import { commandsOf, stepTimeout } from '../kube/install-steps.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { waitForObjects } from '../operate/apply/wait-for-objects.ts';
import { runInstall } from '../operate/install/run-install.ts';
import type { InstallPlan, PlannedStep } from '../repo/install-plan.ts';
import { asRelease, labelForRelease, releaseName, releaseNamespace } from '../repo/releases/release.ts';
import type { Subject } from './load-subject.ts';
import type { UpProgress } from './up-report.ts';

/** What following needs beside the steps. */
export interface Following {
  readonly subject: Pick<Subject, 'releases' | 'tree' | 'identities'>;
  readonly onProgress: (event: UpProgress) => void;
  readonly signal?: AbortSignal;
  /** Releases that are there already and are upgraded, as `Release/namespace/name`. */
  readonly installed?: ReadonlySet<string>;
  /** Fields that others manage are taken from them (`--force-conflicts`). */
  readonly force?: boolean;
}

/** How far the steps came. */
export interface FollowedSteps {
  readonly convergence: readonly ConvergenceRow[];
  readonly findings: readonly Finding[];
}

/** How a step ended: with an error, or well; or well as far as is known. */
interface Ended {
  readonly error?: string;
  readonly notKnown?: string;
}

/**
 * Does in the embedded cluster what a person would do: one step after the other, each command when the one before has ended, in virtual
 * time. The first that fails is the last, as in a shell that stops at errors.
 */
export async function followSteps(
  embedded: EmbeddedCluster,
  { steps, folder, file }: InstallPlan,
  following: Following,
): Promise<FollowedSteps> {
  const { cluster } = embedded;
  const start = cluster.now();
  const seconds = () => Math.round((cluster.now() - start) / 1000);
  const convergence: ConvergenceRow[] = [];
  for (const step of steps) {
    if (following.signal?.aborted) break;
    const [command = ''] = commandsOf(step.step, folder);
    const name = shortName(step, folder);
    const startedAt = seconds();
    const tell = (state: 'working' | 'ready' | 'failed', message = '') =>
      following.onProgress({ type: 'stage', kind: 'Command', name, state, waitsFor: [], message, at: seconds() });
    tell('working');
    const { error, notKnown } = await perform(embedded, step, { ...following, folder });
    const row = { kind: 'Command', name, startedAt, waitedFor: [] };
    if (error === undefined) {
      convergence.push({ ...row, readyAt: seconds(), ...(notKnown && { message: notKnown, reason: 'NotModelled' }) });
      tell('ready');
      continue;
    }
    convergence.push({ ...row, message: error, reason: 'Failed' });
    tell('failed', error);
    return { convergence, findings: [failed(step, { command, error, file })] };
  }
  return { convergence, findings: [] };
}

/** A command as a row shows it: without what is said by the options. */
export function shortName({ step }: PlannedStep, folder: string): string {
  const at = (path: string) => (folder === '' ? path : `${folder}/${path}`);
  if ('install' in step) return `helm upgrade --install ${step.install.name}`;
  return 'apply' in step ? `kubectl apply -k ${at(step.apply)}` : `sops --decrypt ${at(step.decrypt)}`;
}

function failed(
  { objects, release }: PlannedStep,
  { command, error, file }: Record<'command' | 'error' | 'file', string>,
): Finding {
  const [first] = objects;
  return {
    code: 'step-failed',
    severity: 'error',
    message: `\`${command.split(' --repo')[0]}\` fails: ${error}`,
    file: (release !== undefined && first?.origin?.file) || file,
    line: 1,
    why: 'the commands after it find nothing to go on from',
    hint: 'mend what it says in the lab file, or in the files it applies',
  };
}

async function perform(
  embedded: EmbeddedCluster,
  step: PlannedStep,
  following: Following & { readonly folder: string },
): Promise<Ended> {
  if (step.release !== undefined) return install(embedded, step.release, following);
  if ('decrypt' in step.step) return decrypt(embedded, posix.join(following.folder, step.step.decrypt), following);
  const error = await apply(
    embedded,
    step.objects.map(({ object }) => object),
    following,
  );
  if (error !== undefined || !('apply' in step.step)) return { error };
  const awaited = new Set(step.step.wait ?? []);
  const objects = step.objects.map(({ object }) => object).filter((object) => awaited.has(printRef(object)));
  if (objects.length === 0) return {};
  const options = { poll: 2, timeout: stepTimeout.seconds, failFast: true };
  return { error: await inVirtualTime(embedded, waitForObjects(embedded.cluster, objects, options), following.signal) };
}

/**
 * As `sops --decrypt FILE | kubectl apply --server-side -f -` does it, with the identities at hand. Without one nothing is decrypted: a
 * stand-in of each Secret that the lab names is there before the first command.
 */
async function decrypt(embedded: EmbeddedCluster, file: string, following: Following): Promise<Ended> {
  const { tree, identities = [] } = following.subject;
  if (identities.length === 0) return {};
  const encrypted = tree.get(file);
  if (encrypted === undefined) return { error: `open ${file}: no such file or directory` };
  const { decryptYaml } = await import('../sops/decrypt.ts');
  try {
    const { text } = await decryptYaml(encrypted, identities);
    const { documents } = readDocuments(text, file);
    return {
      error: await apply(
        embedded,
        documents.flatMap(({ value }) => asObject(value) ?? []),
        following,
      ),
    };
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
}

/** As `kubectl apply --server-side` does it: all are tried, and what was refused is told together. */
async function apply(
  { cluster }: EmbeddedCluster,
  objects: readonly UnknownObject[],
  { force = false }: Following,
): Promise<string | undefined> {
  const refused: string[] = [];
  for (const object of objects) {
    try {
      await cluster.apply(object, { fieldManager: 'kubectl', force });
    } catch (thrown) {
      refused.push(`${printRef(object)}: ${messageOf(thrown)}`);
    }
  }
  return refused.length > 0 ? refused.join('; ') : undefined;
}

async function install(
  embedded: EmbeddedCluster,
  name: string,
  { subject, signal, installed }: Following,
): Promise<Ended> {
  const found = subject.releases.find(({ release }) => printRef(release.object) === name);
  if (!found || found.chart.by === 'nothing') {
    return { notKnown: found?.chart.by === 'nothing' ? found.chart.reason : `what ${name} installs is not known` };
  }
  const { rendering } = found;
  if (!rendering || rendering.notKnown !== undefined)
    return { notKnown: rendering?.notKnown ?? 'its chart was not rendered' };
  if (rendering.error !== undefined) return { error: rendering.error };
  const release = asRelease(found.release.object);
  const settings = {
    action: installed?.has(name) ? ('upgrade' as const) : ('install' as const),
    namespace: releaseNamespace(release),
    owner: { name: releaseName(release), namespace: releaseNamespace(release) },
    manager: 'helm',
    timeout: stepTimeout.seconds,
    createNamespace: false,
    definitions: true,
    wait: true,
    label: (object: UnknownObject) => labelForRelease(object, release),
  };
  return { error: await inVirtualTime(embedded, runInstall(embedded.cluster, settings, rendering), signal) };
}

/** Lets the platform live on while something waits. */
async function inVirtualTime<T>(
  embedded: EmbeddedCluster,
  work: AsyncGenerator<number, T, void>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  for (;;) {
    const { value, done } = await work.next();
    if (done) return value;
    if (signal?.aborted) return undefined;
    await embedded.run({ until: () => signal?.aborted === true, limitSeconds: value });
  }
}
