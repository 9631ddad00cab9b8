import type { PartReport } from '../app/diff/compare.ts';
import type { Change } from '../app/diff/contract.ts';
import type { DiffReport } from '../app/diff/diff-report.ts';
import { groupQuestions, isSaid, summaryOf } from './diff-text.ts';
import { printable } from './table.ts';

/** One page that needs nothing beside itself: to be read in light and dark, and printed. */
export function printDiffHtml(report: DiffReport): string {
  const questions = groupQuestions(report.parts.flatMap(({ unknown }) => unknown));
  const open = questions.map(
    ({ subjects, text }) => `<li class="open"><code>${asText(subjects.join(', '))}</code> ${asText(text)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${asText(`${report.base} → ${report.head}`)}</title>
<style>${style}</style>
</head>
<body>
<h1>What this change does</h1>
<p>${asText(summaryOf(report))}</p>
${report.parts.map(sectionOf).join('')}${open.length === 0 ? '' : section('not known', open)}${kindsTable(report)}</body>
</html>
`;
}

function sectionOf({ title, changes }: PartReport): string {
  return changes.length === 0 ? '' : section(title, changes.map(itemOf));
}

const section = (title: string, items: readonly string[]): string =>
  `<section>\n<h2>${asText(title)} <small>${items.length}</small></h2>\n<ul>\n${items.join('\n')}\n</ul>\n</section>\n`;

function itemOf({ subject, text, weight, before, after, file, line }: Change): string {
  const sides =
    before !== undefined && after !== undefined && !isSaid(text, before, after)
      ? `<dl><dt>before</dt><dd>${asText(before)}</dd><dt>after</dt><dd>${asText(after)}</dd></dl>`
      : '';
  const place = file === undefined ? '' : ` <small>${asText(`${file}:${line ?? 1}`)}</small>`;
  return `<li class="${weight}"><code>${asText(subject)}</code> ${asText(text)}${place}${sides}</li>`;
}

function kindsTable({ kinds }: DiffReport): string {
  if (kinds.length === 0) return '';
  const rows = kinds.map(
    ({ kind, added, removed, changed }) =>
      `<tr><td>${asText(kind)}</td><td>${added || ''}</td><td>${removed || ''}</td><td>${changed || ''}</td></tr>`,
  );
  const head = '<tr><th>kind</th><th>new</th><th>gone</th><th>changed</th></tr>';
  return `<section>\n<h2>objects by kind</h2>\n<table>\n${head}\n${rows.join('\n')}\n</table>\n</section>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const asText = (text: string): string => printable(text).replaceAll(/[&<>"']/g, (mark) => entities[mark]!);

const style = `
:root { color-scheme: light dark; --ink: #1b1b1f; --page: #fff; --dim: #62626b; --line: #dcdce2; --danger: #c0182b; --notice: #8a5a00; --open: #0b6a80 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8ec; --page: #17171a; --dim: #9c9ca6; --line: #35353c; --danger: #ff7b86; --notice: #f0b84a; --open: #6fd0e6 } }
@media print { :root { color-scheme: light; --ink: #000; --page: #fff; --dim: #444; --line: #999; --danger: #a00; --notice: #640; --open: #046 } section { break-inside: avoid } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem } h2::first-letter { text-transform: uppercase }
small { color: var(--dim); font-weight: normal } code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }
ul { list-style: none; padding: 0 } li { padding: .4rem 0 .4rem .8rem; border-left: 4px solid var(--line); border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
li.danger { border-left-color: var(--danger) } li.notice { border-left-color: var(--notice) } li.open { border-left-color: var(--open) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 .8rem; margin: .3rem 0 0 } dt { color: var(--dim) } dd { margin: 0 }
table { border-collapse: collapse } th, td { text-align: left; padding: .2rem 1.2rem .2rem 0; border-bottom: 1px solid var(--line) }
`;
