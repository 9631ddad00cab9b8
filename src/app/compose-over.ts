import { posix } from 'node:path';
import { isKustomization } from '../compose/kustomization-text.ts';
import { listOwnFiles, type StandingFiles, type TreeWithOwn } from '../compose/own-files.ts';
import { placePatches, type UnmatchedPatch } from '../compose/place-patches.ts';
import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { asObject } from '../kube/as-object.ts';
import { readSteps, stepsFile } from '../kube/install-steps.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import type { LabCore } from '../lab/lab-core.ts';
import { labFileName } from '../lab/lab-file-name.ts';
import type { LabProblem } from '../lab/lab-problem.ts';
import { isFluxKustomization, specOf } from '../repo/flux-objects.ts';
import { filterTree } from '../repo/lazy-tree.ts';
import { readPublished } from '../repo/published-manifest.ts';
import { giveWay } from './give-way.ts';
import { publishedManifests } from './published-manifests.ts';
import { realDisk } from './render-disk.ts';
import { readFolder } from './render-folder.ts';
import { manifestName } from './render-manifest.ts';
import { standingHash } from './render-memory.ts';
import { goneFrom } from './render-plan.ts';

/** What a lab composes, whatever stands in the folder. */
interface ComposedParts {
  readonly composed: FileTree;
  readonly lab?: Pick<LabCore, 'patches'>;
  readonly releases?: ReadonlySet<string>;
  readonly yielding?: ReadonlyMap<string, string | undefined>;
  readonly place?: (problem: LabProblem) => Finding;
}

/** What is composed over a folder, and whose what beside it is. */
export interface ComposedOver extends TreeWithOwn {
  readonly findings: readonly Finding[];
}

/**
 * A composed tree over the folder it is for: its kustomizations list what a person put beside its files. `standing` is what the folder
 * holds now.
 */
export async function composeOver(
  { composed: whole, lab, releases = new Set(), yielding = new Map(), place }: ComposedParts,
  folder: string,
  standing: FileTree,
): Promise<ComposedOver> {
  const { composed, given } = giveWay(whole, yielding, folder);
  const { files, findings } = lookBeside(composed, folder, standing);
  const listed = listOwnFiles(composed, files);
  const patches = lab?.patches ?? [];
  const texts = [...composed].flatMap(([path, text]) => (isKustomization(path) ? text : []));
  const remotes =
    patches.length > 0 ? await readPublished(texts, await publishedManifests()) : new Map<string, string>();
  const { tree, unmatched } = await placePatches(listed.tree, files.own, { patches, releases, remotes });
  const told = unmatched.flatMap((patch) => place?.(unmatchedPatch(patch)) ?? []);
  return { tree, own: listed.own, findings: [...given, ...findings, ...told] };
}

/** What stands beside composed files, and what of it is left behind. */
function lookBeside(composed: FileTree, folder: string, standing: FileTree) {
  const state = readFolder(folder, composed.keys(), realDisk);
  const ours = (path: string) => composed.has(path) || state.written.has(path) || state.writing.has(path);
  const own = filterTree(standing, (path) => !ours(path) && path !== manifestName && path !== labFileName);
  const edited = [...composed.keys()].filter(isKustomization).flatMap((path) => {
    const [yours, base] = [standing.get(path), state.texts?.get(standingHash(path, state) ?? '')];
    return yours === undefined || base === undefined || yours === base ? [] : [[path, { yours, base }] as const];
  });
  const kept = goneFrom(new Map([...composed.keys()].map((path) => [path, ''])), state).filter(isKustomization);
  const left = new Set(kept.map((path) => posix.dirname(path)));
  const behind = [...own.keys()].filter((path) => left.has(posix.dirname(path)) && /\.ya?ml$/i.test(path));
  const files: StandingFiles = { own, edited: new Map(edited), appliedBy: stagePaths };
  return { files, findings: behind.map(leftBehind) };
}

/** Folders that Flux is told to apply by an object in a text, and files that a file of steps has decrypted and applied. */
const stagePaths = (text: string, path: string): readonly string[] =>
  !text.includes('kustomize.toolkit')
    ? decryptedBySteps(text, path)
    : readDocuments(text, path).documents.flatMap(({ value }) => {
        const object = asObject(value);
        const folder = object && isFluxKustomization(object) ? specOf(object).path : undefined;
        return typeof folder === 'string' ? posix.join('/', folder).slice(1).replace(/\/$/, '') : [];
      });

/** A kustomization that listed them, too, would have kubectl apply them as they are, encrypted. */
function decryptedBySteps(text: string, path: string): readonly string[] {
  if (posix.basename(path) !== stepsFile) return [];
  const { steps } = readSteps(readDocuments(text, path).documents[0]?.value) ?? { steps: [] };
  return steps.flatMap((step) => ('decrypt' in step ? posix.join(posix.dirname(path), step.decrypt) : []));
}

const unmatchedPatch = ({ index, reason }: UnmatchedPatch): LabProblem => ({
  code: 'patch-matches-nothing',
  severity: 'error',
  path: ['patches', index],
  message: `the patch changes nothing: ${reason}`,
  why: 'kustomize passes over a target that selects nothing, and refuses a merge patch whose object is not there (kustomize api/resmap/reswrangler.go)',
  hint: 'correct kind, name and namespace of the target; what the chart of a release makes is reached by `release`',
});

const leftBehind = (path: string): Finding => ({
  code: 'own-file-left-behind',
  severity: 'warning',
  file: path,
  message: `the lab composes nothing in ${posix.dirname(path)} any more: nobody applies this file of yours`,
  why: 'files of a person are neither moved nor removed',
  hint: 'move it to where it belongs now, or remove it',
});
