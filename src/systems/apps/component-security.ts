import type { PodSecurity } from '../../compose/objects/namespace.ts';
import type { LabApp } from './lab.ts';

/** Whether the container may be root: it is told to be, or is left as its image has it. */
export const needsRoot = ({ user }: Pick<LabApp, 'user'>): boolean => user === undefined || user === 0;

/** The Pod Security level of an app's namespace: the strictest its pods pass. */
export const securityLevel = (app: LabApp): PodSecurity => (needsRoot(app) ? 'baseline' : 'restricted');

/** The folders the container may write to whatever the rest: those of the lab file, and `/tmp` when the root is read-only. */
export function writableFolders({
  writable,
  readOnlyRoot,
}: Pick<LabApp, 'writable' | 'readOnlyRoot'>): readonly string[] {
  const folders = writable.map((folder) => folder.replace(/\/+$/, ''));
  return readOnlyRoot && !folders.includes('/tmp') ? ['/tmp', ...folders] : folders;
}

const volumeName = (folder: string, index: number): string => (folder === '/tmp' ? 'tmp' : `writable-${index}`);

/** An empty volume for each writable folder. */
export const volumesOf = (app: LabApp) =>
  writableFolders(app).map((folder, index) => ({ name: volumeName(folder, index), emptyDir: {} }));

/** Where the volumes are mounted. */
export const mountsOf = (app: LabApp) =>
  writableFolders(app).map((folder, index) => ({ name: volumeName(folder, index), mountPath: folder }));
