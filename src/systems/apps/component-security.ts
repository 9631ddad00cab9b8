import type { PodSecurity } from '../../compose/objects/namespace.ts';
import type { LabApp } from './lab.ts';
import { volumesOf } from './lab-mounts.ts';

/** Whether the container may be root: it is told to be, or is left as its image has it. */
export const needsRoot = ({ user }: Pick<LabApp, 'user'>): boolean => user === undefined || user === 0;

/** From the strictest to the weakest. */
const levels: readonly PodSecurity[] = ['restricted', 'baseline', 'privileged'];

/** The Pod Security level of an app's namespace: the strictest its pods pass (pod-security-admission policy check_hostPathVolumes.go, check_restrictedVolumes.go). */
export function securityLevel(app: LabApp): PodSecurity {
  if (app.podSecurity) return app.podSecurity;
  const volumes = volumesOf(app);
  if (volumes.some(({ hostPath }) => hostPath !== undefined)) return 'privileged';
  return needsRoot(app) || app.chart || volumes.some(({ nfs }) => nfs !== undefined) ? 'baseline' : 'restricted';
}

/** The level under which all of these pods pass. */
export const weakestLevel = (all: readonly PodSecurity[]): PodSecurity =>
  levels[Math.max(0, ...all.map((level) => levels.indexOf(level)))]!;

/** The folders the container may write to whatever the rest: those of the lab file, and `/tmp` when the root is read-only and no volume is there. */
export function writableFolders(app: Pick<LabApp, 'writable' | 'readOnlyRoot' | 'volumes'>): readonly string[] {
  const folders = app.writable.map((folder) => folder.replace(/\/+$/, ''));
  const taken = [...folders, ...volumesOf(app).map(({ folder }) => folder)];
  return app.readOnlyRoot && !taken.includes('/tmp') ? ['/tmp', ...folders] : folders;
}
