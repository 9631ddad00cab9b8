import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { splitNames } from '../controlplane/choose-controllers.ts';
import { GatehouseError } from '../core/errors.ts';
import type { FileTree } from '../core/file-tree.ts';
import { hasErrors } from '../core/finding.ts';
import { realRuntime } from '../core/runtime.ts';
import { kustomizationNames } from '../repo/documents.ts';
import { withRemotes } from '../repo/lazy-tree.ts';
import { readPublished } from '../repo/published-manifest.ts';
import { readTree } from '../repo/read-tree.ts';
import { asRelease, releaseName, releaseNamespace } from '../repo/releases/release.ts';
import type { Lab } from '../systems/lab.ts';
import { readLabFile } from '../systems/lab-file.ts';
import { artifactOf } from './artifact.ts';
import { createPlatformCluster } from './bring-up.ts';
import type { ChartOwners } from './installed-before.ts';
import { loadSubject } from './load-subject.ts';
import { giveKeys } from './platform.ts';
import { publishedManifests } from './published-manifests.ts';
import { openWire } from './wire.ts';
import { writeKubeconfig } from './write-kubeconfig.ts';

/** What `gatehouse cluster` was told. */
export interface ServeOptions {
  readonly lab?: string;
  readonly port?: number;
  readonly kubeconfig?: string;
  readonly repository?: string;
  /** File of the age key with which Flux decrypts what the repository holds. */
  readonly ageKey?: string;
  /** As kube-controller-manager's flag; default all. */
  readonly controllers?: string;
}

/** An embedded cluster that is served until it is closed. */
export interface ServedCluster {
  readonly where: {
    /** Path of the kubeconfig. */
    readonly kubeconfig: string;
    readonly server: string;
    /** URL on loopback by entry point. */
    readonly entryPoints: Readonly<Record<string, string>>;
    /** Traefik's own API. */
    readonly api: string;
  };
  readonly close: () => Promise<void>;
}

const asItIs = (tree: FileTree): FileTree => tree;

/** What attaches to a repository, read anew, the manifests that its kustomizations name by address; those that it names at the start. */
async function publishedIn(tree: FileTree): Promise<(tree: FileTree) => FileTree> {
  const files = [...tree.keys()].filter((path) => kustomizationNames.includes(path.split('/').pop()!));
  const texts = files.flatMap((path) => tree.get(path) ?? []);
  const remotes = await readPublished(texts, await publishedManifests());
  return remotes.size === 0 ? asItIs : (now) => withRemotes(now, remotes);
}

/** Serves the embedded Kubernetes on the real clock, every system acting as if it were installed. */
export async function serveCluster(options: ServeOptions): Promise<ServedCluster> {
  const lab = options.lab === undefined ? undefined : await requireLab(options.lab);
  const runtime = realRuntime();
  const { repository } = options;
  const published = repository === undefined ? asItIs : await publishedIn(readTree(repository).tree);
  const embedded = await createPlatformCluster({
    lab,
    ...(options.lab !== undefined && { chartOwners: await releasesOf(options.lab) }),
    runtime,
    startTime: runtime.now(),
    installed: 'assumed',
    ...(options.controllers === undefined ? {} : { controllers: splitNames(options.controllers) }),
    // On the real clock nobody wants to wait for what is only played.
    assumptions: {
      'image-pull-seconds': 0,
      'container-start-seconds': 0,
      'app-start-seconds': 0,
      'termination-seconds': 0,
      'git-fetch-seconds': 0,
      'chart-fetch-seconds': 0,
      'flux-requeue-dependency': 1,
      'acme-account-seconds': 0,
      'acme-order-seconds': 0,
      'dns-01-seconds': 0,
      'http-01-seconds': 0,
    },
    // Read anew at every poll, as Flux would see a new commit.
    fetchSource: (_, branch) =>
      repository === undefined ? undefined : artifactOf(published(readTree(repository).tree), branch),
  });
  if (options.ageKey !== undefined) await giveKeyFile(embedded, options);
  const wire = openWire({ cluster: embedded.cluster, installed: 'assumed', revision: embedded.revision });
  const stop = async () => {
    await wire.close();
    await embedded.stop();
  };
  try {
    const api = await embedded.serve({ port: options.port ?? 0, dialPod: wire.socketOf });
    embedded.start();
    const gates = await Promise.all(wire.gates.map((gate) => gate.listenAll()));
    const kubeconfig = await writeKubeconfig(options.kubeconfig, api.kubeconfig);
    const close = async () => {
      try {
        await kubeconfig.close();
      } finally {
        await stop();
      }
    };
    const entryPoints: Record<string, string> = Object.assign({}, ...gates.map((gate) => gate.entryPoints));
    const where = { kubeconfig: kubeconfig.path, server: api.url, entryPoints, api: gates[0]?.api ?? '' };
    return { where, close };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** The releases that a lab installs, by chart: what counts as installed is theirs, so that they can be brought in its place. */
async function releasesOf(path: string): Promise<ChartOwners> {
  const { releases } = await loadSubject(path);
  return new Map(
    releases.map(({ release, chart }) => {
      const named = asRelease(release.object);
      return [chart.name, { name: releaseName(named), namespace: releaseNamespace(named) }] as const;
    }),
  );
}

/** Puts the key where what reads the repository looks for it. */
async function giveKeyFile(embedded: EmbeddedCluster, { ageKey, repository }: ServeOptions): Promise<void> {
  if (repository === undefined)
    throw new GatehouseError('--age-key needs --repository: nothing else says who is to get the key', {
      hint: 'give a Secret of your own with kubectl',
    });
  const { gatherIdentities } = await import('./secrets-keys.ts');
  await giveKeys(embedded, { identities: await gatherIdentities({}, ageKey), tree: readTree(repository).tree });
}

async function requireLab(path: string): Promise<Lab> {
  const { lab, findings, file } = await readLabFile(path);
  if (lab && !hasErrors(findings)) return lab;
  const [first] = findings;
  const place = first?.line === undefined ? file : `${file}:${first.line}:${first.column ?? 1}`;
  throw new GatehouseError(`${place}: ${first?.message ?? 'not a lab file'}`, {
    hint: `\`gatehouse check ${path}\` shows all findings`,
  });
}
