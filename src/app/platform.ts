import type { ConvergenceRow } from '../check/observed.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { bySecret } from '../compose/objects/secret-source.ts';
import { messageOf } from '../core/errors.ts';
import type { FileTree } from '../core/file-tree.ts';
import { type Finding, notKnown } from '../core/finding.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import { sealedText } from '../kube/sealed.ts';
import { kinds } from '../kube/types.ts';
import type { DiscoveredKustomization } from '../repo/discover.ts';
import { isFluxKustomization, isFluxSource } from '../repo/flux-objects.ts';
import { readRepository } from '../repo/repository.ts';
import { otherUrls } from '../repo/sources.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';
import { artifactOf } from './artifact.ts';
import { createPlatformCluster, ensureNamespace, keptRuntime, proofRuntime } from './bring-up.ts';
import { followConvergence } from './convergence.ts';
import { brokenOff } from './endless-findings.ts';
import { followSteps } from './follow-steps.ts';
import type { Subject } from './load-subject.ts';
import { notDelivered } from './nothing-to-follow.ts';
import { acceptOpenly, openKindsFinding, openKindsOf } from './open-kinds.ts';
import { asksOtherKubernetes, serveOldVersions } from './open-versions.ts';
import { withoutBelow } from './started-entries.ts';
import type { UpProgress } from './up-report.ts';

/** A platform that has come up as far as it does. */
export interface RunningPlatform {
  readonly embedded: EmbeddedCluster;
  readonly convergence: readonly ConvergenceRow[];
  readonly findings: readonly Finding[];
  readonly virtualSeconds: number;
  /** Whether it took objects of kinds that are not known: nobody acted on them. */
  readonly tookOpenly?: boolean;
}

const isFluxObject = (object: UnknownObject): boolean => isFluxKustomization(object) || isFluxSource(object);

/** Virtual seconds after which what is not ready counts as never ready. */
const patience = 30 * 60;
/** Virtual seconds that the platform is left alone after the last object became ready. */
const settling = 15;

/** What else a platform is started with. */
export interface StartOptions {
  /** It is kept up: its clock shows the real time in the end. */
  readonly keep?: boolean;
  /** What its Git source holds at any moment; the files of the subject when left out. */
  readonly pushed?: () => FileTree;
}

/** Brings a subject up in an embedded cluster in virtual time, from what starts Flux on it. */
export async function startPlatform(
  subject: Subject,
  onProgress: (event: UpProgress) => void,
  signal?: AbortSignal,
  { keep = false, pushed = () => subject.tree }: StartOptions = {},
): Promise<RunningPlatform> {
  const repository = readRepository(subject.tree);
  const others = otherUrls(repository.objects, repository.local);
  const embedded = await createPlatformCluster({
    lab: subject.lab,
    nodes: subject.nodes,
    ...(keep ? keptRuntime(patience + 2 * settling) : proofRuntime()),
    installed: 'by-objects',
    charts: subject.charts,
    // Nothing is fetched: of another repository there are no files, which the findings of the reading say.
    fetchSource: (url, branch) => artifactOf(others.has(url) ? new Map() : pushed(), branch),
  });
  const { cluster } = embedded;
  const start = cluster.now();
  if (repository.install) {
    onProgress({ type: 'phase', name: 'Bringing up', detail: 'in virtual time, one command after the other' });
    await beginByHand(embedded, subject);
    const followed = await followSteps(embedded, repository.install, { subject, onProgress, signal });
    const virtualSeconds = Math.round((cluster.now() - start) / 1000);
    // What is waited for by no command still needs its time: certificates, addresses.
    const run = await embedded.run({ until: () => signal?.aborted === true, limitSeconds: 8 * settling });
    return { embedded, ...followed, findings: [...followed.findings, ...brokenOff(run)], virtualSeconds };
  }
  const readiness = systems.flatMap((system) => system.readiness ?? []);
  const convergence = followConvergence(cluster, readiness, onProgress);
  onProgress({ type: 'phase', name: 'Bringing up', detail: 'in virtual time' });
  await serveOldVersions(cluster, subject);
  const open = await openKindsOf(cluster, subject);
  await acceptOpenly(cluster, open);
  const findings = [...openKindsFinding(open, subject), ...(await beginPlatform(embedded, subject))];
  const until = () => convergence.isDone() || signal?.aborted === true;
  const rejected = findings.filter(({ severity }) => severity === 'error');
  const hopeless = rejected.length >= repository.entry.length;
  const limitSeconds = hopeless ? 0 : patience;
  const run = await embedded.run({ until, limitSeconds });
  const virtualSeconds = Math.round((cluster.now() - start) / 1000);
  if (signal?.aborted !== true) await embedded.run({ limitSeconds: settling });
  convergence.stop();
  const told = [...findings, ...brokenOff(run)];
  const tookOpenly = open.length > 0 || (await asksOtherKubernetes(cluster, subject));
  return { embedded, convergence: convergence.rows(), findings: told, virtualSeconds, tookOpenly };
}

/** Does what a person does by hand to start with: namespaces, the Secrets that are not in the tree, and what leads to all else. */
export async function beginPlatform(embedded: EmbeddedCluster, subject: Subject): Promise<readonly Finding[]> {
  for (const name of systems.flatMap((system) => system.bootstrapNamespaces ?? []))
    await ensureNamespace(embedded, name);
  await createSecrets(embedded, subject);
  await createUnknownSecrets(embedded, readRepository(subject.tree).kustomizations);
  await giveKeys(embedded, subject);
  return applyEntry(embedded, subject);
}

/** What a person does before the first command: the Secrets; without a key those, too, that are decrypted on the way. */
const beginByHand = (embedded: EmbeddedCluster, { secrets, identities }: Subject): Promise<void> =>
  createSecrets(embedded, { secrets: identities ? secrets : secrets.map((secret) => ({ ...secret, from: {} })) });

async function applyEntry({ cluster }: EmbeddedCluster, subject: Subject): Promise<readonly Finding[]> {
  const repository = readRepository(subject.tree);
  const { entry, findings: read } = repository;
  if (entry.length === 0 && read.some(({ code }) => code === 'source-not-read')) return [];
  if (entry.length === 0 && !repository.objects.some(({ object }) => isFluxObject(object))) {
    return [
      notKnown({
        code: notDelivered,
        message: `${subject.name} holds nothing of Flux: what brings its objects to a cluster, and in which order, is not known`,
        file: subject.path,
        knownBy: 'Kustomizations of Flux, or a guide with the commands to type',
      }),
    ];
  }
  if (entry.length === 0) {
    return [
      {
        code: notDelivered,
        severity: 'error',
        message: `${subject.name} holds no Flux Kustomization that starts it, so nothing would be applied`,
        file: subject.path,
        why: 'Flux applies what a Kustomization of its own leads to (fluxcd/website guides/repository-structure)',
        hint: 'name the folder that holds the GitRepository and the Kustomizations',
      },
    ];
  }
  const findings: Finding[] = [];
  for (const { object, origin } of withoutBelow(repository)) {
    try {
      await cluster.apply(object, { fieldManager: 'kubectl', force: true });
    } catch (thrown) {
      findings.push({
        code: 'entry-rejected',
        severity: 'error',
        message: messageOf(thrown),
        object: printRef(object),
        file: origin?.file,
        line: origin?.line,
        hint: 'the API server would refuse it too: correct the object',
      });
    }
  }
  return findings;
}

/** Puts the age key where what delivers looks for it. */
export async function giveKeys(
  embedded: EmbeddedCluster,
  { identities = [], tree }: Pick<Subject, 'identities' | 'tree'>,
): Promise<void> {
  if (identities.length === 0) return;
  const given = new Set<string>();
  const objects = readRepository(tree).objects.map(({ object }) => object);
  for (const { namespace, name, ageKey } of objects.flatMap((object) =>
    systems.flatMap((system: System) => system.secretsByHand?.(object) ?? []),
  )) {
    if (ageKey === undefined || given.has(`${namespace}/${name}`)) continue;
    given.add(`${namespace}/${name}`);
    await ensureNamespace(embedded, namespace);
    const stringData = { [ageKey]: `${identities.join('\n')}\n` };
    await embedded.cluster.create({ ...kinds.Secret, metadata: { name, namespace }, stringData });
  }
}

/** Stand-ins for Secrets of variables that no file makes: each variable that is asked for has a value that is not known. */
async function createUnknownSecrets(
  embedded: EmbeddedCluster,
  kustomizations: readonly DiscoveredKustomization[],
): Promise<void> {
  const wanted = new Map<string, { name: string; namespace: string; stringData: Record<string, string> }>();
  for (const { kustomization, unknown } of kustomizations) {
    const namespace = kustomization.object.metadata.namespace ?? 'default';
    for (const name of unknown?.secrets ?? []) {
      const known = wanted.get(`${namespace}/${name}`) ?? { name, namespace, stringData: {} };
      for (const variable of unknown?.variables ?? []) known.stringData[variable] = sealedText(variable);
      wanted.set(`${namespace}/${name}`, known);
    }
  }
  for (const { name, namespace, stringData } of wanted.values()) {
    await ensureNamespace(embedded, namespace);
    await embedded.cluster.create({ ...kinds.Secret, metadata: { name, namespace }, stringData });
  }
}

/** Stand-ins for the Secrets that the tree must not hold: a proof needs that they are there, not what is in them. */
async function createSecrets(embedded: EmbeddedCluster, { secrets }: Pick<Subject, 'secrets'>): Promise<void> {
  for (const keys of bySecret(secrets.filter(({ from }) => from.sops === undefined))) {
    const [{ namespace, name }] = keys;
    await ensureNamespace(embedded, namespace);
    const stringData = Object.fromEntries(keys.map(({ key }) => [key, 'stand-in']));
    await embedded.cluster.create({ ...kinds.Secret, metadata: { name, namespace }, stringData });
  }
}
