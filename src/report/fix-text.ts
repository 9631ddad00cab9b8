import type { ChangedFile, FixReport } from '../app/check-fix.ts';
import type { Finding } from '../core/finding.ts';
import { hunksOf } from '../core/line-hunks.ts';
import { countOf } from './findings-text.ts';
import type { Style } from './style.ts';
import { printable, wrap } from './table.ts';

/** Lines above and below a change. */
const around = 2;

/** Files and reasons that are named before the rest is counted. */
const few = 8;

/** What `--fix` did, for a person; of what it would do all lines that it would change. */
export function printFix(report: FixReport, width: number, style: Style): string[] {
  const { written, files, mended, left } = report;
  const sum = `${countOf(mended.length, 'finding')} ${written ? 'mended' : 'would be mended'} in ${countOf(files.length, 'file')}`;
  const named = files.slice(0, few).map(({ file }) => `  ${printable(file)}`);
  const more = files.length > few ? [`  and ${files.length - few} more`] : [];
  return [
    ...(written ? [] : files.flatMap((file) => printDiff(file, style))),
    style.bold(files.length === 0 ? 'nothing here that a machine can mend' : sum),
    ...(written ? [...named, ...more] : []),
    ...printLeft(left, width),
    '',
  ];
}

function printLeft(left: FixReport['left'], width: number): string[] {
  const byReason = new Map<string, Finding[]>();
  for (const { finding, reason } of left) byReason.set(reason, [...(byReason.get(reason) ?? []), finding]);
  return [...byReason].slice(0, few).flatMap(([reason, findings]) => {
    const [first] = findings;
    const more = findings.length > 1 ? ` and ${findings.length - 1} more` : '';
    return wrap(`left: ${first?.code} of ${first?.object ?? first?.file}${more}: ${reason}`, width);
  });
}

/** A change of one file as `diff -u` prints it. */
function printDiff({ file, before, after }: ChangedFile, style: Style): string[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const hunks = hunksOf(old, now);
  const lines = hunks.flatMap(({ from, to, fromNow, toNow }) => {
    const start = Math.max(0, from - around);
    const end = Math.min(old.length, to + around);
    const grown = toNow - fromNow - (to - from);
    return [
      style.cyan(`@@ -${start + 1},${end - start} +${start + 1 + fromNow - from},${end - start + grown} @@`),
      ...old.slice(start, from).map((line) => ` ${line}`),
      ...old.slice(from, to).map((line) => style.red(`-${line}`)),
      ...now.slice(fromNow, toNow).map((line) => style.green(`+${line}`)),
      ...old.slice(to, end).map((line) => ` ${line}`),
    ];
  });
  return [style.bold(`--- ${file}`), style.bold(`+++ ${file}`), ...lines, ''].map(printable);
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');
