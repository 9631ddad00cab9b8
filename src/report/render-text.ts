import type { RenderReport } from '../app/render-lab.ts';
import { countFindings, printFindings } from './findings-text.ts';
import type { Style } from './style.ts';

/** Lines that say what a render did, or would do. */
export function printRender(report: RenderReport, options: { width: number; quiet: boolean }, style: Style): string[] {
  const findings = printFindings(report.findings, options.width, style);
  const { result } = report;
  if (options.quiet && result && !(report.checked && result.differs)) return findings;
  if (!result) return [...findings, `${report.lab}: ${countFindings(report.findings)}; nothing was written`];
  const changes = [
    ...result.created.map((path) => `  ${style.green('+')} ${path}`),
    ...result.changed.map((path) => `  ${style.yellow('~')} ${path}`),
    ...result.removed.map((path) => `  ${style.red('-')} ${path}`),
    ...result.conflicts.map(({ path, reason }) => `  ${style.red('!')} ${path} (${reason})`),
  ];
  const total = result.created.length + result.changed.length + result.unchanged.length;
  const count = result.created.length + result.changed.length + result.removed.length + result.conflicts.length;
  if (count === 0) return options.quiet ? findings : [...findings, `${result.out}: ${total} files, up to date`];
  const verb = report.checked ? 'would change' : 'changed';
  return [...findings, ...(options.quiet ? [] : changes), `${result.out}: ${count} of ${total} files ${verb}`];
}
