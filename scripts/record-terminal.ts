import { buildProgram } from '../src/cli/program.ts';
import type { Terminal } from '../src/cli/terminal.ts';

/** One command, as it was typed, and the lines it printed, with the codes of their colours (ECMA-48, SGR). */
export interface Recorded {
  readonly typed: string;
  readonly lines: readonly string[];
}

const paint = (code: number, end: number) => (text: string) => `\u001b[${code}m${text}\u001b[${end}m`;

/** The day of the recording: what is printed of days must be the same whenever it is made. */
const day = Date.UTC(2026, 10, 30, 12);

/** Runs commands one after the other, as in a terminal of 80 columns, and gives what they print. How long they took by the clock is left out. */
export async function recordCommands(commands: readonly string[]): Promise<readonly Recorded[]> {
  const { now } = Date;
  const ahead = now() - day;
  Date.now = () => now() - ahead;
  const recorded: Recorded[] = [];
  try {
    for (const typed of commands) recorded.push({ typed, lines: await recordCommand(typed) });
  } finally {
    Date.now = now;
  }
  return recorded;
}

async function recordCommand(typed: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(...line.split('\n'));
  const terminal: Terminal = {
    ...{ columns: 80, errorColumns: 80, rows: 24, live: false, print: say, error: say, raw: () => undefined },
    ...{ bold: paint(1, 22), dim: paint(2, 22), red: paint(31, 39), green: paint(32, 39) },
    ...{ yellow: paint(33, 39), cyan: paint(36, 39) },
  };
  const signals = {
    interrupt: new AbortController().signal,
    wait: async () => undefined,
    exitCode: (own: number) => own,
  };
  const program = buildProgram('', terminal, () => undefined, signals);
  await program.parseAsync(typed.split(' ').slice(1), { from: 'user' });
  return lines.filter((line) => !/^Took [\d.]+ s/.test(line));
}
