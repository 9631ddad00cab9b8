import type { Json } from '../../kube/object.ts';
import { type Kustomization, readKustomization } from './kustomization.ts';
import { KustomizeError } from './kustomize-error.ts';
import { type BuildFiles, findKustomization, loadDocuments, printPath } from './loader.ts';

/** The kustomization file of a folder, where it stands, and what it says. */
export interface Target {
  readonly folder: string;
  readonly file: string;
  readonly kustomization: Kustomization;
}

/** Reads the kustomization file of a folder. */
export function readTarget(files: BuildFiles, folder: string, strict: boolean): Target {
  const file = findKustomization(files, folder);
  const [document] = loadDocuments(files, file);
  try {
    const options = { strict, root: printPath(files, folder) };
    return { folder, file, kustomization: readKustomization(document?.value ?? ({} as Json), options) };
  } catch (thrown) {
    if (thrown instanceof KustomizeError) throw new KustomizeError(thrown.message, { file, line: document?.line ?? 1 });
    throw thrown;
  }
}
