import type { Finding, Severity } from '../core/finding.ts';
import { printExcerpt } from '../lab/excerpt.ts';
import type { TextConflict } from './merge-text.ts';
import type { EditConflict } from './render-edits.ts';

/** Lines of each side that are shown. */
const shown = 3;

/** What is said of edits that stand in the way; the first place where both sides changed the same is shown with both. */
export function editConflict({ path, lines }: EditConflict, severity: Severity = 'error'): Finding {
  const [first] = lines;
  const about = { code: 'edit-conflict', severity, file: path } as const;
  if (!first) {
    return {
      ...about,
      message: 'the file was edited since it was rendered, and there is nothing that the edits could be merged into',
      why: 'a merge needs what was composed before, what stands there, and what is composed now',
      hint: 'move your edits into a file of your own, or into the lab file; `--force` takes what is composed',
    };
  }
  const more = lines.length > 1 ? `; ${lines.length - 1} more like it` : '';
  return {
    ...about,
    line: first.line,
    message: `the edits and what the lab composes now change the same lines: ${sides(first)}${more}`,
    why: 'lines that both sides changed cannot be merged without choosing one',
    hint: 'make these lines as you want them and as the lab composes them now; `--force` takes what is composed',
  };
}

const sides = ({ yours, composed }: TextConflict): string => `yours ${quoted(yours)}, composed ${quoted(composed)}`;

function quoted(lines: readonly string[]): string {
  if (lines.length === 0) return 'nothing';
  const more = lines.length > shown ? [`and ${lines.length - shown} more lines`] : [];
  return [...lines.slice(0, shown).map((line) => `\`${printExcerpt(line).trim()}\``), ...more].join(', ');
}
