import { hunksOf } from '../../core/line-hunks.ts';
import { printYamlExcerpt } from '../../kube/yaml-excerpt.ts';
import { printExcerpt } from '../../lab/excerpt.ts';
import type { ChangedFile } from '../check-fix.ts';
import type { DiffLine, MendedFile } from './findings-view.ts';

/** Lines around each change. */
const around = 3;

/** What is mended in a file, line by line; values that are secret are masked as in an excerpt. */
export function mendedFile({ file, before, after }: ChangedFile): MendedFile {
  const [old, now] = [linesOf(before), linesOf(after)];
  const lines: DiffLine[] = [];
  let end = 0;
  const say = (sign: DiffLine['sign'], some: readonly string[], text: string): void => {
    for (const line of some) lines.push({ sign, text: printExcerpt(printYamlExcerpt(line, text)) });
  };
  for (const { from, to, fromNow, toNow } of hunksOf(old, now)) {
    const start = Math.max(end, from - around);
    if (start > end) {
      say(' ', old.slice(end, Math.min(start, end + (end === 0 ? 0 : around))), before);
      lines.push({ sign: ' ', text: '…' });
    }
    say(' ', old.slice(start, from), before);
    say('-', old.slice(from, to), before);
    say('+', now.slice(fromNow, toNow), after);
    end = to;
  }
  say(' ', old.slice(end, end + around), before);
  if (end + around < old.length) lines.push({ sign: ' ', text: '…' });
  return { file, lines };
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');
