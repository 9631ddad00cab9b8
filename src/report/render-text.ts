import type { RenderReport } from '../app/render-lab.ts';
import type { RenderResult } from '../app/render-tree.ts';
import { countFindings, printFindings } from './findings-text.ts';
import type { Style } from './style.ts';

/** Lines that say what a render did, or would do. */
export function printRender(report: RenderReport, options: { width: number; quiet: boolean }, style: Style): string[] {
  const findings = printFindings(report.findings, options.width, style);
  const { result } = report;
  if (options.quiet && result && !(report.checked && result.differs)) return findings;
  if (!result) return [...findings, `${report.lab}: ${countFindings(report.findings)}; nothing was written`];
  const own = options.quiet ? [] : ownLines(report, style);
  const { created, changed, merged, removed, unchanged, edited, conflicts } = result;
  const total = created.length + changed.length + merged.length + unchanged.length + edited.length;
  const count = created.length + changed.length + merged.length + removed.length + conflicts.length;
  const yours = options.quiet ? [] : edited.map((path) => `  ${style.dim('=')} ${path} (your edits stay)`);
  if (count === 0)
    return options.quiet ? findings : [...findings, ...yours, ...own, `${result.out}: ${total} files, up to date`];
  const verb = report.checked ? 'would change' : 'changed';
  return [
    ...findings,
    ...(options.quiet ? [] : [...changesOf(result, style), ...yours, ...own]),
    `${result.out}: ${count} of ${total} files ${verb}`,
  ];
}

/** A person's own files: those that are listed, and how many else there are. */
function ownLines({ own = [] }: RenderReport, style: Style): readonly string[] {
  const listed = own.filter(({ listedIn }) => listedIn !== undefined);
  const others = own.length - listed.length;
  return [
    ...listed.map(({ path, listedIn }) => `  ${style.dim('=')} ${path} (yours, listed in ${listedIn})`),
    ...(others > 0
      ? [`  ${style.dim('=')} ${others} more ${others === 1 ? 'file' : 'files'} of yours, listed nowhere`]
      : []),
  ];
}

function changesOf(result: RenderResult, style: Style): readonly string[] {
  const { moved } = result;
  const [from, to] = [new Set(moved.map((move) => move.from)), new Set(moved.map((move) => move.to))];
  const edits = (path: string) => (result.merged.includes(path) ? ', with your edits' : '');
  return [
    ...moved.map((move) => `  ${style.yellow('>')} ${move.from} → ${move.to}${edits(move.to)}`),
    ...result.created.filter((path) => !to.has(path)).map((path) => `  ${style.green('+')} ${path}`),
    ...result.changed.map((path) => `  ${style.yellow('~')} ${path}`),
    ...result.merged
      .filter((path) => !to.has(path))
      .map((path) => `  ${style.yellow('~')} ${path} (your edits merged)`),
    ...result.removed.filter((path) => !from.has(path)).map((path) => `  ${style.red('-')} ${path}`),
    ...result.conflicts.map(({ path, reason }) => `  ${style.red('!')} ${path} (${reason})`),
  ];
}
