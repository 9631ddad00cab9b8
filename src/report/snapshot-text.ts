import type { SnapshotReport } from '../app/snapshot.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** Lines about a snapshot: how much is in it, and what could not be read. */
export function printSnapshotReport(report: SnapshotReport, width: number, style: Style): string[] {
  const { context, kubernetesVersion, objects, missing, file } = report;
  const where = file === undefined ? '' : ` in ${file}`;
  const head = `${objects} objects of ${context || 'this cluster'} (${kubernetesVersion})${where}, without secret values`;
  if (missing.length === 0) return wrap(head, width).map(style.bold);
  return [
    ...wrap(head, width).map(style.bold),
    ...wrap(style.yellow(`not read: ${missing.length} kinds; what they hold is not known`), width),
    ...missing.flatMap(({ resource, reason }) => wrap(`${resource}: ${reason}`, width - 2).map((line) => `  ${line}`)),
    ...wrap('`gatehouse rbac` prints the rights that reading needs', width).map(style.dim),
  ];
}
