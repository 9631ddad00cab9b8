import { posix } from 'node:path';
import { writeYaml } from '../../kube/yaml-write.ts';
import type { LabCore } from '../../lab/lab-core.ts';
import type { ComposedApp, ComposedObject } from '../composed-object.ts';
import { isRemoteManifest } from '../remote-manifest.ts';
import type { Roles } from '../roles.ts';
import type { PlacedSystem, TextFile } from './layout.ts';

/** A folder name of the lab file as a path inside the repository: no `./`, no doubled or trailing `/`. */
export const folderPath = (folder: string): string => {
  const path = posix.normalize(folder).replace(/\/$/, '');
  return path.startsWith('./') ? path.slice(2) : path;
};

/** The text of one object's file. */
export const printObject = ({ object, header, comments }: ComposedObject): string =>
  writeYaml(object, { header, comments });

/** What reads the folder of the stages into the cluster. */
export const syncFiles = ({ delivery }: Roles, folder: string): TextFile[] =>
  delivery.sync(folder).map(({ path, text }) => [path, text]);

/** A folder of the lab's repository as a path inside it. */
export const repositoryPath = ({ repository }: LabCore, ...folders: readonly string[]): string =>
  folderPath(posix.join(repository.path, ...folders));

/** The files of the repository that hold what a part of a system needs, encrypted; those of its apps are theirs, and one of both parts is its controllers'. */
export function encryptedFiles({ parts }: PlacedSystem, part: 'controller' | 'config'): readonly string[] {
  const ofApps = parts.apps.flatMap(({ encrypted = [] }) => encrypted);
  const secrets = (parts.secrets ?? []).flatMap(({ from, isForController }) =>
    from.sops === undefined ? [] : { file: from.sops, isForController },
  );
  const first = new Set(secrets.flatMap(({ file, isForController }) => (isForController ? file : [])));
  const all = [...new Set(secrets.map(({ file }) => file))].filter((file) => !ofApps.includes(file));
  return all.filter((file) => first.has(file) === (part === 'controller'));
}

/** The files of one app in its folder, what is encrypted among them. */
export const appFiles = (folder: string, { objects, encrypted = [] }: ComposedApp): TextFile[] =>
  folderFiles(
    folder,
    objects,
    encrypted.map((file) => posix.relative(folder, folderPath(file))),
  );

/** The objects of one folder as files, and the `kustomization.yaml` that lists them and what else is named, in that order. */
export function folderFiles(
  folder: string,
  objects: readonly ComposedObject[],
  also: readonly string[] = [],
): TextFile[] {
  const files = objects.flatMap((composed): TextFile[] =>
    isRemoteManifest(composed.object) ? [] : [[posix.join(folder, composed.file), printObject(composed)]],
  );
  return [[posix.join(folder, 'kustomization.yaml'), printKustomization(objects, also)], ...files];
}

/** The kustomization of a folder: its files, published manifests by their addresses, and what of those is changed. */
function printKustomization(objects: readonly ComposedObject[], also: readonly string[]): string {
  const patches = objects.flatMap(({ object }) => (isRemoteManifest(object) ? object.spec.patches : []));
  const named = objects.map(({ object, file }) => (isRemoteManifest(object) ? object.spec.url : file));
  const comments = objects.flatMap(({ object, header }, index) =>
    isRemoteManifest(object) && header !== undefined ? [[`resources.${index}`, header] as const] : [],
  );
  return writeYaml(
    {
      ...{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
      resources: [...named, ...also],
      ...(patches.length > 0 && { patches }),
    },
    { comments: Object.fromEntries(comments) },
  );
}
