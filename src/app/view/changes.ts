import type { DiffReport } from '../diff/diff-report.ts';
import type { ChangesPart, ChangesView, ShownChange } from './changes-view.ts';

type Part = DiffReport['parts'][number];
type Change = Part['changes'][number];

/** Two states side by side, as far as they differ. */
export const viewChanges = ({ schemaVersion, base, head, same, parts, kinds }: DiffReport): ChangesView => ({
  ...{ schemaVersion, base, head, same, kinds },
  parts: parts.map(partOf),
});

const partOf = ({ id, title, changes, unknown }: Part): ChangesPart => ({
  id,
  title,
  changes: changes.map(shown),
  unknown: unknown.map(({ subject, text, knownBy = '' }) => ({ subject, text, knownBy })),
});

function shown({ subject, text, weight, before = '', after = '', why = '', file, line }: Change): ShownChange {
  const place = file === undefined ? '' : line === undefined ? file : `${file}:${line}`;
  return { subject, text, weight, way: wayOf(before, after), before, after, why, place };
}

function wayOf(before: string, after: string): ShownChange['way'] {
  if (before !== '' && after !== '') return 'moves';
  if (before !== '') return 'vanishes';
  return after !== '' ? 'appears' : 'is';
}
