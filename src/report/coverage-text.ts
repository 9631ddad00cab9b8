import type { Coverage, Followed, NotFollowed } from '../app/up-report.ts';
import type { Style } from './style.ts';
import { printable, wrap } from './table.ts';

/** How far a run was followed, in a line or two; nothing where all was. */
export function printCoverage({ kustomizations, releases, notFollowed }: Coverage, width: number): string[] {
  const counts = [
    ...part(kustomizations, ['Kustomization built', 'Kustomizations built']),
    ...part(releases, ['release rendered', 'releases rendered']),
  ];
  if (notFollowed.length === 0) return [];
  const open = notFollowed.map(({ names, what }) => `${names.length} ${names.length === 1 ? singular(what) : what}`);
  const told = `not followed: ${open.join(', ')} (--explain-unknown lists them)`;
  return wrap([...(counts.length === 0 ? [] : [counts.join(', ')]), told].join('; '), width);
}

const part = ({ total, followed }: Followed, [one, many]: readonly [string, string]): readonly string[] =>
  total === 0 ? [] : [`${followed} of ${total} ${total === 1 ? one : many}`];

/** The noun of it as one: `Secret of variables`. */
const singular = (what: string): string => what.replace(/s( of .*| elsewhere)?$/, '$1');

/** What was not followed, each with what would make it known. */
export function printNotFollowed({ notFollowed }: Coverage, width: number, style: Style): string[] {
  return notFollowed.flatMap((each) => [...printKind(each, width, style), '']);
}

function printKind({ what, names, knownBy }: NotFollowed, width: number, style: Style): string[] {
  const label = 'known by  ';
  return [
    `${style.cyan('not known')} ${style.bold(what)}`,
    ...names.flatMap((name) => wrap(printable(name), width - 2).map((line) => `  ${line}`)),
    ...wrap(knownBy, width - 2 - label.length).map((line, index) =>
      index === 0 ? `  ${style.dim('known by')}  ${line}` : `${' '.repeat(2 + label.length)}${line}`,
    ),
  ];
}
