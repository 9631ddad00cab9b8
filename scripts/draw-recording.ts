import { escapeMarkup } from '../src/report/svg/svg-text.ts';
import type { Recorded } from './record-terminal.ts';

const columnWidth = 7.8;
const lineHeight = 18;
const rows = 30;
const padding = 16;
const width = 80 * columnWidth + 2 * padding;
const height = rows * lineHeight + 2 * padding + 28;

/** Seconds: how long a key takes, a line, and a person to read what came. */
const pace = { key: 0.045, line: 0.07, read: 3.2 } as const;

interface Shown {
  readonly text: string;
  /** Seconds from the start; `until` a key is typed one by one. */
  readonly at: number;
  readonly until?: number;
}

/** The recording of a terminal as a picture that moves by itself, without a script; it begins anew at its end. Stands still where a reader asks for that. */
export function drawRecording(title: string, recorded: readonly Recorded[]): string {
  const { shown, seconds } = schedule(recorded);
  const moves = scrolls(shown);
  const body = shown.map((line, index) => drawLine(line, index));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapeMarkup(title)}</title>`,
    `<desc id="desc">${escapeMarkup(`A terminal in which these commands run: ${recorded.map(({ typed }) => typed).join('; ')}.`)}</desc>`,
    `<style>${style(moves, seconds)}${shown.map((line, index) => appearing(line, index, seconds)).join('')}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="10"/>`,
    ...[0, 1, 2].map((dot) => `<circle class="dot" cx="${padding + 4 + dot * 16}" cy="16" r="5"/>`),
    `<svg x="${padding}" y="${padding + 16}" width="${80 * columnWidth}" height="${rows * lineHeight}" viewBox="0 0 ${80 * columnWidth} ${rows * lineHeight}"><g class="screen">`,
    ...body,
    '</g></svg>',
    '</svg>',
    '',
  ].join('\n');
}

/** When each line is there. */
function schedule(recorded: readonly Recorded[]): { readonly shown: readonly Shown[]; readonly seconds: number } {
  const shown: Shown[] = [];
  let now = 0.4;
  for (const { typed, lines } of recorded) {
    const text = `\u001b[32m$\u001b[39m ${typed}`;
    const until = now + typed.length * pace.key;
    shown.push({ text, at: now, until });
    now = until + 0.5;
    for (const line of lines) {
      shown.push({ text: line, at: now });
      now += pace.line;
    }
    shown.push({ text: '', at: now });
    now += pace.read;
  }
  return { shown, seconds: Math.round(now * 100) / 100 };
}

/** When the screen moves up by a line: as soon as a line comes that has no room. */
const scrolls = (shown: readonly Shown[]): readonly { readonly at: number; readonly lines: number }[] =>
  shown.flatMap(({ at }, index) => (index >= rows ? [{ at, lines: index - rows + 1 }] : []));

const percent = (at: number, seconds: number): string => `${Math.round((at / seconds) * 10000) / 100}%`;

const colours = (paper: string, ink: string, soft: string, bright: readonly string[]): string =>
  `--paper:${paper};--ink:${ink};--soft:${soft};--red:${bright[0]};--green:${bright[1]};--yellow:${bright[2]};--cyan:${bright[3]}`;

function style(moves: readonly { readonly at: number; readonly lines: number }[], seconds: number): string {
  const last = moves.at(-1)?.lines ?? 0;
  const frames = moves.map(
    ({ at, lines }) => `${percent(at, seconds)}{transform:translateY(-${lines * lineHeight}px)}`,
  );
  return [
    `svg{${colours('#f6f8fa', '#1b2733', '#5a6672', ['#b3261e', '#14713d', '#7a5200', '#0b62a4'])}}`,
    `@media(prefers-color-scheme:dark){svg{${colours('#10161d', '#e6edf3', '#9aa7b4', ['#ff9d94', '#5fd08a', '#e8bb5c', '#6db3ff'])}}}`,
    'text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre;fill:var(--ink)}',
    '.paper{fill:var(--paper)}.dot{fill:var(--soft);opacity:.5}.b{font-weight:700}.d{fill:var(--soft)}',
    '.r{fill:var(--red)}.g{fill:var(--green)}.y{fill:var(--yellow)}.c{fill:var(--cyan)}',
    `.screen{transform:translateY(-${last * lineHeight}px);animation:up ${seconds}s step-end infinite}`,
    `@keyframes up{0%{transform:translateY(0)}${frames.join('')}100%{transform:translateY(-${last * lineHeight}px)}}`,
    `text{animation:${seconds}s step-end infinite}.cover{animation:${seconds}s linear infinite}`,
    '@media(prefers-reduced-motion:reduce){.screen,text,.cover{animation:none!important}}',
  ].join('');
}

function appearing({ text, at, until }: Shown, index: number, seconds: number): string {
  if (text === '') return '';
  const line = `@keyframes l${index}{0%{opacity:0}${percent(at, seconds)}{opacity:1}}#l${index}{animation-name:l${index}}`;
  if (until === undefined) return line;
  // What is typed comes from under a cover that moves away key by key.
  const keys = Math.round((until - at) / pace.key);
  const away = `transform:translateX(${positionOf(keys)}px)`;
  return `${line}@keyframes k${index}{0%{transform:none}${percent(at, seconds)}{transform:none;animation-timing-function:steps(${keys})}${percent(until, seconds)}{${away}}100%{${away}}}#k${index}{${away};animation-name:k${index}}`;
}

interface Part {
  readonly text: string;
  readonly column: number;
  readonly classes: string;
}

function drawLine({ text, until }: Shown, index: number): string {
  if (text === '') return '';
  const line = `<text id="l${index}" y="${index * lineHeight + 14}">${partsOf(text).map(drawPart).join('')}</text>`;
  return until === undefined
    ? line
    : `${line}<rect id="k${index}" class="paper cover" x="${positionOf(2)}" y="${index * lineHeight}" width="${positionOf(78)}" height="${lineHeight}"/>`;
}

const positionOf = (column: number): string => `${Math.round(column * columnWidth * 10) / 10}`;

const drawPart = ({ text, column, classes }: Part): string =>
  `<tspan x="${positionOf(column)}"${classes && ` class="${classes}"`}>${escapeMarkup(text)}</tspan>`;

const classOf: Readonly<Record<number, string>> = { 1: 'b', 2: 'd', 31: 'r', 32: 'g', 33: 'y', 36: 'c' };

/** A line cut where its colours change. */
function partsOf(line: string): readonly Part[] {
  const parts: Part[] = [];
  let on: readonly string[] = [];
  let column = 0;
  for (const [index, piece] of line.split('\u001b[').entries()) {
    const code = index === 0 ? undefined : /^(\d+)m/.exec(piece)?.[1];
    if (code !== undefined) on = painted(on, Number(code));
    const text = code === undefined ? piece : piece.slice(code.length + 1);
    // Spaces at the ends are left to the position of what comes after them.
    const lead = text.length - text.trimStart().length;
    if (text.trim() !== '') parts.push({ text: text.trim(), column: column + lead, classes: on.join(' ') });
    column += [...text].length;
  }
  return parts;
}

/** What is on after a code: a style comes, or its kind ends. */
function painted(on: readonly string[], code: number): readonly string[] {
  const name = classOf[code];
  if (name) return [...on, name];
  return on.filter((each) => (each === 'b' || each === 'd') !== (code === 22));
}
