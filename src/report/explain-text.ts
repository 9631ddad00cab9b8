import type { Explanation } from '../app/explain-report.ts';
import { wordOf } from './findings-text.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

const shown: Readonly<Record<Explanation['shownBy'][number], string>> = {
  lab: 'a lab file',
  objects: 'the objects of a repository',
  cluster: 'a running platform',
};

/** What a code means, for a person: what is wrong, why, how it looks wrong and right. */
export function printExplanation(explanation: Explanation, width: number, style: Style): string[] {
  const { code, kind, system, severity, shownBy, summary, why, next, fixable, failing, passing } = explanation;
  const paint = { error: style.red, warning: style.yellow, info: style.dim, unknown: style.cyan }[severity];
  const said = (text: string) => wrap(text, width - 2).map((line) => `  ${line}`);
  return [
    `${paint(wordOf[severity])} ${style.bold(code)}  ${style.dim(system)}`,
    ...said(summary),
    '',
    style.bold('Why'),
    ...said(why),
    ...(shownBy.length === 0
      ? []
      : ['', style.bold('Shown by'), ...said(shownBy.map((needs) => shown[needs]).join(', '))]),
    ...example('Found in', failing, style),
    ...example('Not found in', passing, style),
    '',
    style.bold('What to do'),
    ...said(
      fixable
        ? '`gatehouse check --fix` mends it where there is one right answer; `--fix --dry-run` shows the change'
        : (next ?? 'change it as the finding says'),
    ),
    ...(kind === 'rule' && shownBy.includes('objects')
      ? said(`to keep it: a line above it, # gatehouse: ignore=${code} and the reason`)
      : []),
  ];
}

const example = (title: string, yaml: string, style: Style): string[] =>
  yaml === ''
    ? []
    : [
        '',
        style.bold(title),
        ...yaml
          .trimEnd()
          .split('\n')
          .map((line) => style.dim(`  ${line}`.trimEnd())),
      ];
