import type { LiveUpReport } from '../app/live/live-report.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** Lines that are told without being asked for all of them. */
const linesAtMost = 40;

/** Names what left the lab and was removed, or would be: one line for each kind in each namespace. Nothing where nothing left. */
export function printPruned(
  { applied, dryRun }: Pick<LiveUpReport, 'applied' | 'dryRun'>,
  width: number,
  style: Style,
  isWhole = false,
): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { object, outcome } of applied) {
    if (outcome !== 'pruned') continue;
    const [kind = '', ...place] = object.split('/');
    const name = place.pop() ?? '';
    const group = place.length > 0 ? `${kind} in ${place.join('/')}` : kind;
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  if (groups.size === 0) return [];
  const lines = [...groups].flatMap(([group, names]) =>
    wrap(`${group}: ${names.join(', ')}`, width - 4).map((line, at) => (at === 0 ? `  ${line}` : `    ${line}`)),
  );
  const shown = isWhole || lines.length <= linesAtMost ? lines : lines.slice(0, linesAtMost - 1);
  const more = lines.length - shown.length;
  return [
    style.bold(dryRun ? 'Would be removed, since it left the lab' : 'Removed, since it left the lab'),
    ...shown,
    ...(more > 0 ? [style.dim(`  … and ${more} more lines (--all)`)] : []),
    '',
  ];
}
