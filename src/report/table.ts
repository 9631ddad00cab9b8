import type { Style } from './style.ts';

/** A cell: its text, and how it is painted once its width is known. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);

/** Names and messages come from files of others: what would steer the terminal is shown, not sent. */
export const printable = (text: string): string => text.replaceAll(/(?!\s)\p{Cc}/gu, '\ufffd');

/** Cuts a text to a width, with an ellipsis when something is lost. */
export function shorten(raw: string, width: number): string {
  const text = printable(raw);
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/**
 * Lines of a table, indented by two, at most `width` columns wide. The last column gives way first and is broken into lines; after it
 * the widest ones are cut.
 */
export function printTable(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  width: number,
  style: Style,
): string[] {
  const natural = header.map((title, i) => Math.max(title.length, ...rows.map((row) => textOf(row[i] ?? '').length)));
  const last = header.length - 1;
  const words = rows.flatMap((row) => textOf(row[last] ?? '').split(/\s+/));
  const longest = Math.max(header[last]!.length, ...words.map((word) => word.length));
  const widths = shrink(natural, width - 2 - 2 * last, longest);
  const line = (cells: readonly Cell[], paintAll?: (text: string) => string) => {
    const parts = cells.map((cell, i) => {
      const cut = shorten(textOf(cell), widths[i]!);
      const padded = i === last ? cut : cut.padEnd(widths[i]!);
      if (paintAll) return paintAll(padded);
      return typeof cell === 'string' ? padded : cell.paint(padded);
    });
    return `  ${parts.join('  ')}`.trimEnd();
  };
  return [line(header, style.dim), ...rows.flatMap((row) => brokenRows(row, widths[last]!).map((each) => line(each)))];
}

/** A row whose last cell is broken into lines: the first line with the other cells, the others below it. */
function brokenRows(row: readonly Cell[], width: number): readonly (readonly Cell[])[] {
  const cell = row.at(-1) ?? '';
  const lines = wrap(textOf(cell), width);
  if (lines.length <= 1) return [row];
  const painted = (text: string): Cell => (typeof cell === 'string' ? text : { text, paint: cell.paint });
  return lines.map((text, i) => [...row.slice(0, -1).map((other) => (i === 0 ? other : '')), painted(text)]);
}

/** Takes columns from the last one down to its longest word, then from the widest until all fit. */
function shrink(natural: readonly number[], available: number, longestWord: number): number[] {
  const widths = [...natural];
  const last = widths.length - 1;
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  const given = Math.max(0, Math.min(excess, widths[last]! - longestWord));
  widths[last]! -= given;
  excess -= given;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= 6) break;
    widths[widest]! -= 1;
    excess -= 1;
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
