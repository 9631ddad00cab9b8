import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { CheckReport } from '../app/check-report.ts';

/** The path of a file of a finding from the folder a command runs in, with slashes; as it is where it lies outside of that folder. */
export function pathFrom(cwd: string, { root, lab }: Pick<CheckReport, 'root' | 'lab'>, file: string): string {
  const named = file === lab ? file : join(root, file);
  const path = relative(cwd, resolve(cwd, named));
  const inside = !path.startsWith('..') && !isAbsolute(path);
  return (inside && path !== '' ? path : named).split(sep).join('/');
}
