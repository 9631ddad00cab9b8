import { basename, resolve } from 'node:path';
import type { ChartMode } from '../charts/contract.ts';
import type { NodeInput } from '../controlplane/nodes/create-nodes.ts';
import { GatehouseError } from '../core/errors.ts';
import { printRef } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import type { DiscoveredKustomization } from '../repo/discover.ts';
import { isFluxKustomization } from '../repo/flux-objects.ts';
import { attachPublished } from '../repo/published-manifest.ts';
import { renderReleases, withReleases } from '../repo/releases/render-releases.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';
import { type Repository, readClustersInTurns, readRepositoryInTurns } from '../repo/repository.ts';
import { nodeCpus, nodeMemory } from '../systems/kubernetes/assumptions.ts';
import type { Assumption } from '../systems/system.ts';
import { ample, assumeNodes } from './assumed-nodes.ts';
import { chartRows } from './chart-rows.ts';
import { openCharts } from './charts.ts';
import { chooseClusters, theOneCluster } from './choose-cluster.ts';
import { type FoundSubject, findSubject } from './find-subject.ts';
import type { ComposedLab } from './load-lab.ts';
import { notApplied } from './not-applied.ts';
import type { ContextOptions } from './open-context.ts';
import { publishedManifests } from './published-manifests.ts';
import { refusedValues } from './refused-values.ts';
import { nothing, type Subject, type Unrendered } from './subject.ts';
import { lookAround, type Surroundings } from './surroundings.ts';

export type { Subject } from './subject.ts';

/** What a command is told beside the path. */
export interface SubjectOptions {
  /** The lab file that describes the cluster of a repository. */
  readonly lab?: string;
  /** Nodes of the cluster where no lab names them. */
  readonly nodes?: readonly NodeInput[];
  /** What renders charts: outlines and helm as they fit when left out. */
  readonly charts?: ChartMode;
  /** The file of the age key with which encrypted files are decrypted. */
  readonly ageKey?: string | undefined;
  /** Name or folder of the cluster that is meant, of a repository for several. */
  readonly cluster?: string | undefined;
  /** Repositories are asked for charts that are not at hand; otherwise nothing is sent to the network. */
  readonly online?: boolean;
  /** The real cluster that is asked about in place of files: it is only read. */
  readonly running?: ContextOptions | undefined;
  /** What the disk is looked at through; default {@link lookAround}. */
  readonly around?: Surroundings;
}

/**
 * Loads a lab file, a folder with a lab.yaml, or a repository folder with the lab that describes its cluster.
 * Rejects with a GatehouseError where there is nothing at the path at all, or where it is for several clusters and none is named.
 */
export async function loadSubject(path: string, options: SubjectOptions = {}): Promise<Subject> {
  const [first, ...others] = (await loadUnrendered(path, options)) as [Unrendered, ...Unrendered[]];
  if (others.length > 0)
    theOneCluster(
      [first, ...others].flatMap(({ of }) => of ?? []),
      path,
    );
  return finish(first, options);
}

/** As {@link loadSubject}, but one subject a cluster, where a repository is for several and none is named. */
export async function loadSubjects(path: string, options: SubjectOptions = {}): Promise<readonly Subject[]> {
  const subjects: Subject[] = [];
  for (const each of await loadUnrendered(path, options)) subjects.push(await finish(each, options));
  return subjects;
}

async function finish(unrendered: Unrendered, options: SubjectOptions): Promise<Subject> {
  const subject = await loadRendered(unrendered, options);
  if (options.ageKey === undefined) return subject;
  const { gatherIdentities } = await import('./secrets-keys.ts');
  return { ...subject, identities: await gatherIdentities({}, options.ageKey) };
}

async function loadRendered({ subject, composition = {} }: Unrendered, options: SubjectOptions): Promise<Subject> {
  if (!subject.usable || subject.missing.length > 0) return subject;
  const repository = await readRepositoryInTurns(subject.tree);
  const { charts = 'auto' } = options;
  const found = await renderReleases(repository, await openCharts(charts, subject.lab, options));
  const assumptions = [...subject.assumptions, ...takenForReady(found.releases)];
  const findings = [...subject.findings, ...refusedValues(composition, found.releases)];
  const rendered = { ...subject, ...found, assumptions, findings };
  return subject.lab === undefined ? withNodes(rendered, options.nodes) : rendered;
}

/** A subject before its charts are rendered. */
async function loadUnrendered(path: string, options: SubjectOptions): Promise<readonly Unrendered[]> {
  const { around = lookAround() } = options;
  const found = await findSubject(path, options.lab, around);
  if (found.lab !== undefined && options.nodes) throw nodesTwice(found.lab);
  if (found.lab === undefined) {
    const name = basename(resolve(path)) || path;
    return asItStands(found, { name, findings: [] }, { cluster: options.cluster, around });
  }
  const { loadComposed } = await import('./load-composed.ts');
  const composed = await loadComposed({ ...found, lab: found.lab });
  if (!('described' in composed)) return [composed];
  return asItStands(found, composed.described, { cluster: options.cluster, around });
}

const nodesTwice = (lab: string) =>
  new GatehouseError(`--node: the nodes stand in ${lab} already`, { hint: 'leave --node out, or change the lab file' });

/** A repository as it stands, and the lab that describes its cluster: a subject for each cluster that it is for and that is asked about. */
async function asItStands(
  found: FoundSubject,
  described: Pick<ComposedLab, 'name' | 'lab' | 'findings'>,
  { cluster: named, around }: Pick<SubjectOptions, 'cluster'> & { readonly around: Surroundings },
): Promise<readonly Unrendered[]> {
  const { folder, within = '' } = found;
  const { tree: read, findings, complete } = await around.readFolder(folder);
  const whole = await attachPublished(read, await publishedManifests());
  if (whole.size === 0 && findings.length === 0) {
    throw new GatehouseError(`${folder}: the folder holds no files`, {
      hint: 'name a lab file, or a folder with a lab.yaml or manifests; `gatehouse init` writes a lab file',
    });
  }
  const { name, lab } = described;
  const all = [...described.findings, ...findings];
  const common = { ...nothing, name, path: folder, labFile: found.lab, folder, lab, findings: all, usable: complete };
  if (!complete) return [{ subject: { ...common, tree: whole } }];
  return chooseClusters(await readClustersInTurns(whole), { named, within }).map((of) => {
    const { tree, assumed, unapplied, kustomizations, objects, install } = of.repository;
    const assumptions = [...assumedSources(assumed), ...assumedSecrets(kustomizations)];
    // Where a path leads nowhere, what it was to apply lies somewhere: that is told there.
    const isLost = kustomizations.some(({ failure }) => failure?.reason === 'ArtifactFailed');
    // Without Flux and without steps kustomize says what belongs together, where it is told anything.
    const isElsewhere = of.repository.findings.some(({ code }) => code === 'source-not-read');
    const isPlain = kustomizations.length === 0 && install === undefined && !isElsewhere;
    const beside = isPlain ? objects.filter(({ loose }) => loose === true) : [];
    const noted = isLost ? all : [...all, ...notApplied(unapplied), ...notApplied(beside, 'kustomize')];
    const cluster = of.name === '' ? {} : { cluster: of.name };
    return { subject: { ...common, ...cluster, tree, findings: noted, assumptions }, of };
  });
}

/** The files of a subject as objects, with what its releases install. */
export const repositoryOfSubject = async ({
  tree,
  releases,
}: Pick<Subject, 'tree' | 'releases'>): Promise<Repository> =>
  withReleases(await readRepositoryInTurns(tree), releases);

/** The nodes of a cluster that no lab describes: those that were named, or made up, which is said. */
async function withNodes(subject: Subject, named: readonly NodeInput[] | undefined): Promise<Subject> {
  if (named) return { ...subject, nodes: named };
  if (!subject.usable) return subject;
  const { nodes, findings } = assumeNodes((await repositoryOfSubject(subject)).objects);
  const assumptions = [...subject.assumptions, ...assumedNodesAssumptions(nodes)];
  return { ...subject, nodes, assumptions, findings: [...subject.findings, ...findings] };
}

function takenForReady(releases: readonly RenderedRelease[]): readonly Assumption[] {
  const open = chartRows(releases).filter(({ by }) => by === 'nothing');
  if (open.length === 0) return [];
  return [
    {
      id: 'releases-taken-for-ready',
      text: 'Releases that become ready, though it is not known what they install',
      value: open.map(({ release }) => release).join(' '),
      source: 'their charts are neither at hand nor outlined',
    },
  ];
}

const assumedSources = (assumed: readonly SourcedObject[]): readonly Assumption[] =>
  assumed.map(({ object }) => ({
    id: 'source',
    text: isFluxKustomization(object) ? 'Kustomization that starts Flux' : 'Source that is this repository',
    value: printRef(object),
    source: 'it stands in no file: whoever installs Flux makes it (flux bootstrap, or the operator for a FluxInstance)',
  }));

function assumedSecrets(kustomizations: readonly DiscoveredKustomization[]): readonly Assumption[] {
  const names = new Set(
    kustomizations.flatMap(({ kustomization: { object }, unknown }) =>
      (unknown?.secrets ?? []).map((name) => `${object.metadata.namespace ?? 'default'}/${name}`),
    ),
  );
  if (names.size === 0) return [];
  return [
    {
      id: 'secrets-of-variables',
      text: 'Secrets of variables that are there from the start, with values that are not known',
      value: [...names].join(' '),
      source: 'Kustomizations substitute from them, and no file makes them: a person or another program does',
    },
  ];
}

const room =
  'no lab file and no --node says what a node holds: more than anything asks for, so that nothing fails by it';
const assumedNodesAssumptions = (nodes: readonly NodeInput[]): readonly Assumption[] => [
  {
    id: 'nodes',
    text: 'Nodes of the cluster',
    value: nodes.map(({ name }) => name).join(' '),
    source: 'no lab file and no --node says which there are: made up so that every selector of the objects finds some',
  },
  { ...nodeCpus, value: ample.cpus, source: room },
  { ...nodeMemory, value: ample.memory, source: room },
];
