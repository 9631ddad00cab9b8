import type { Style } from './style.ts';

/** A cell: its text, and how it is painted once its width is known. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);

/** Names and messages come from files of others: what would steer the terminal is shown, not sent. */
export const printable = (text: string): string => text.replaceAll(/(?!\s)\p{Cc}/gu, '\ufffd');

/** What no encoding can hold, half of a pair, is shown as such. */
export const wellFormed = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd');

/** Cuts a text to a width, with an ellipsis when something is lost. */
export function shorten(raw: string, width: number): string {
  const text = printable(raw);
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/**
 * Lines of a table, indented by two, at most `width` columns wide. The last column gives way first, after it the widest ones; what does
 * not fit is broken into lines, so that no name is lost.
 */
export function printTable(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  width: number,
  style: Style,
): string[] {
  const inColumns = rows.filter((row) => !isTitle(row));
  const natural = header.map((title, i) =>
    Math.max(title.length, ...inColumns.map((row) => textOf(row[i] ?? '').length)),
  );
  const last = header.length - 1;
  const words = header.map((title, i) => Math.max(title.length, ...inColumns.map((row) => longestWord(row[i]))));
  const widths = shrink(natural, width - 2 - 2 * last, words);
  const line = (cells: readonly Cell[], paintAll?: (text: string) => string) => {
    const parts = cells.map((cell, i) => {
      const text = printable(textOf(cell));
      const padded = i === last ? text : text.padEnd(widths[i]!);
      if (paintAll) return paintAll(padded);
      return typeof cell === 'string' ? padded : cell.paint(padded);
    });
    return `  ${parts.join('  ')}`.trimEnd();
  };
  const lines = (row: readonly Cell[], paintAll?: (text: string) => string) =>
    isTitle(row) ? titleLines(row[0]!, width) : brokenRows(row, widths).map((each) => line(each, paintAll));
  return [...lines(header, style.dim), ...rows.flatMap((row) => lines(row))];
}

/** A row that says something of the rows below it: it has the whole width. */
const isTitle = (row: readonly Cell[]): boolean => row.length > 1 && row.slice(1).every((cell) => textOf(cell) === '');

function titleLines(cell: Cell, width: number): readonly string[] {
  return breakText(textOf(cell), width - 2).map((text) => `  ${typeof cell === 'string' ? text : cell.paint(text)}`);
}

/** A row whose cells are broken into lines of their columns' widths, each line beside those of the other cells. */
function brokenRows(row: readonly Cell[], widths: readonly number[]): readonly (readonly Cell[])[] {
  const columns = row.map((cell, i) => breakText(textOf(cell), widths[i]!));
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    row.map((cell, i): Cell => {
      const text = columns[i]?.[at] ?? '';
      return typeof cell === 'string' || text === '' ? text : { text, paint: cell.paint };
    }),
  );
}

/**
 * Lines of a cell: what fits stays as it is, what does not is broken at spaces and, in a word that is too long, anywhere. A mark stays beside
 * what it marks.
 */
function breakText(raw: string, width: number): readonly string[] {
  const text = printable(raw);
  if (text.length <= width) return [text];
  const mark = /^[✔✘] /.exec(text)?.[0] ?? '';
  const room = width - mark.length;
  return wrap(text.slice(mark.length), room)
    .flatMap((line) =>
      Array.from({ length: Math.max(1, Math.ceil(line.length / room)) }, (_, i) =>
        line.slice(i * room, (i + 1) * room),
      ),
    )
    .map((line, i) => `${i === 0 ? mark : ' '.repeat(mark.length)}${line}`);
}

const longestWord = (cell: Cell | undefined): number =>
  Math.max(
    ...textOf(cell ?? '')
      .split(/\s+/)
      .map((word) => word.length),
  );

/** Takes columns from the last one down to its longest word, then from the widest that need not break a word, then from the widest. */
function shrink(natural: readonly number[], available: number, words: readonly number[]): number[] {
  const widths = [...natural];
  const last = widths.length - 1;
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  const given = Math.max(0, Math.min(excess, widths[last]! - words[last]!));
  widths[last]! -= given;
  for (excess -= given; excess > 0; excess -= 1) {
    const loose = widths.map((width, i) => (width > words[i]! ? width : 0));
    const widest = widths.indexOf(Math.max(...widths));
    const giver = Math.max(...loose) > 0 ? loose.indexOf(Math.max(...loose)) : widest;
    if (widths[giver]! <= 6) break;
    widths[giver]! -= 1;
  }
  return widths;
}

/** Breaks a text into lines of at most `width` columns, at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Seconds as kubectl prints an age: `7s`, `3m30s`, `1h5m`. */
export function printAge(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return whole % 60 === 0 ? `${whole / 60}m` : `${Math.floor(whole / 60)}m${whole % 60}s`;
  return whole % 3600 < 60
    ? `${Math.floor(whole / 3600)}h`
    : `${Math.floor(whole / 3600)}h${Math.floor((whole % 3600) / 60)}m`;
}

/** Seconds as a person reads them: `12 s`, `4 min 12 s`, `1 h 5 min`. */
export function printSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.floor((whole % 3600) / 60);
  return minutes === 0 ? `${Math.floor(whole / 3600)} h` : `${Math.floor(whole / 3600)} h ${minutes} min`;
}
