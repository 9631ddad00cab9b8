import { basename, dirname, join, relative, resolve } from 'node:path';
import { isSnapshotFile } from '../cluster/snapshot/read-snapshot.ts';
import { GatehouseError } from '../core/errors.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { labFileName } from '../lab/lab-file-name.ts';
import { isFluxKustomization, isFluxSource } from '../repo/flux-objects.ts';
import { readObjectsInTurns } from '../repo/objects.ts';
import { manifestName } from './render-manifest.ts';
import { repositoryRoot } from './repository-root.ts';
import { exists, lookAround, type Surroundings, statOrUndefined } from './surroundings.ts';

export { exists } from './surroundings.ts';

/** Folder beside the lab file that holds the repository, unless it was rendered elsewhere. */
const repositoryFolder = 'repository';

/** What a path stands for: a lab and the folder of its repository, a folder with the lab that describes its cluster, or a folder alone. */
export interface FoundSubject {
  /** The lab file, as it was named. */
  readonly lab?: string;
  /** The folder of the repository; it need not be there yet. */
  readonly folder: string;
  /** Whether the lab is composed over the folder, or only tells its nodes and networks. */
  readonly composes: boolean;
  /** The folder that was named, from the root of the repository it is a part of. */
  readonly within?: string;
}

/**
 * What a path stands for. A lab file, or a folder with one, is composed over its repository. A folder that Gatehouse rendered into is such a
 * repository; any other one, as a folder with objects of Flux beside the lab.yaml, stays as it is, and a lab (named, or lab.yaml at its root) tells of its cluster.
 */
export async function findSubject(
  path: string,
  named?: string,
  around: Surroundings = lookAround(),
): Promise<FoundSubject> {
  const entry = await statOrUndefined(path);
  if (!entry) {
    throw new GatehouseError(`${path}: there is no such file or folder`, {
      hint: 'name a lab file, a folder with a lab.yaml, or the folder of a repository; `gatehouse init` writes a lab file',
    });
  }
  if (!entry.isDirectory()) {
    if (entry.isFile() && isSnapshotFile(path)) throw needsFiles(path);
    if (named !== undefined) throw twoLabs(path, named);
    return { lab: path, folder: await repositoryOf(path), composes: true };
  }
  const own = join(path, labFileName);
  const lab = named ?? (await labOf(path, around));
  if (lab === undefined) {
    const folder = await repositoryRoot(path, around);
    return { folder, composes: false, ...(folder !== path && { within: relative(folder, resolve(path)) }) };
  }
  if (await around.exists(join(path, manifestName))) return { lab, folder: path, composes: true };
  if (named !== undefined || lab !== own) return { lab, folder: path, composes: false };
  const beside = join(path, repositoryFolder);
  if (!(await around.exists(beside)) && (await holdsManifests(path, around)))
    return { lab, folder: path, composes: false };
  return { lab, folder: beside, composes: true };
}

/** Whether a folder with a lab file is a repository of its own: it holds objects for Flux. */
const holdsManifests = async (folder: string, { readFolder }: Surroundings): Promise<boolean> =>
  (await readObjectsInTurns((await readFolder(folder)).tree)).some(isFluxObject);

const isFluxObject = ({ object, origin }: SourcedObject): boolean =>
  origin?.file !== labFileName && (isFluxKustomization(object) || isFluxSource(object));

/** The lab of a folder: in it, or beside it where `gatehouse render` puts it unless told otherwise. */
async function labOf(folder: string, around: Surroundings): Promise<string | undefined> {
  const inside = join(folder, labFileName);
  if (await around.exists(inside)) return inside;
  if (basename(resolve(folder)) !== repositoryFolder) return undefined;
  const beside = join(dirname(resolve(folder)) === resolve('.') ? '.' : join(folder, '..'), labFileName);
  return (await around.exists(beside)) ? beside : undefined;
}

/** The folder that a lab file is rendered into unless another is named: its own when that was done before, otherwise the one beside it. */
export async function repositoryOf(labFile: string): Promise<string> {
  const folder = dirname(labFile);
  return (await exists(join(folder, manifestName))) ? folder : join(folder, repositoryFolder);
}

const twoLabs = (path: string, named: string) =>
  new GatehouseError(`${path} is a lab file itself, and --lab names ${named}`, {
    hint: 'name the folder of the repository, and its lab with --lab',
  });

/** Commands that take what runs in place of files. */
const takeWhatRuns = 'build, check, diff, doctor, drill, policy, report, serve, timeline, trace and verify';

/** A snapshot where files are needed: what is asked for cannot be said of what runs. */
const needsFiles = (path: string): GatehouseError =>
  new GatehouseError(`${path} is a snapshot of what runs: this needs the files of a lab or repository`, {
    hint: `name a lab file or a folder; ${takeWhatRuns} take a snapshot, and \`gatehouse diff ${path} .\` tells what pushing files would change`,
  });
