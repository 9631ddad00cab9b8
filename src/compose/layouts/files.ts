import { posix } from 'node:path';
import { writeYaml } from '../../kube/yaml-write.ts';
import type { ComposedObject } from '../composed-object.ts';

/** A file to be written: path in the repository and text. */
export type TextFile = readonly [path: string, text: string];

/** A folder name of the lab file as a path inside the repository: no `./`, no doubled or trailing `/`. */
export const folderPath = (folder: string): string => {
  const path = posix.normalize(folder).replace(/\/$/, '');
  return path.startsWith('./') ? path.slice(2) : path;
};

/** The text of one object's file. */
export const printObject = ({ object, header, comments }: ComposedObject): string =>
  writeYaml(object, { header, comments });

/** The objects of one folder as files, and the `kustomization.yaml` that lists them and what else is named, in that order. */
export function folderFiles(
  folder: string,
  objects: readonly ComposedObject[],
  also: readonly string[] = [],
): TextFile[] {
  const files = objects.map((composed): TextFile => [posix.join(folder, composed.file), printObject(composed)]);
  return [
    [posix.join(folder, 'kustomization.yaml'), printKustomization([...objects.map(({ file }) => file), ...also])],
    ...files,
  ];
}

const printKustomization = (resources: readonly string[]): string =>
  writeYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
