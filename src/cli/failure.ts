import { StatusError } from '../cluster/status-error.ts';
import { codeOf, GatehouseError, messageOf } from '../core/errors.ts';
import { wrap } from '../report/table.ts';
import type { Terminal } from './terminal.ts';

interface CommanderFailure {
  readonly code: string;
  readonly exitCode: number;
}

const isCommanderFailure = (thrown: unknown): thrown is CommanderFailure =>
  codeOf(thrown)?.startsWith('commander.') === true;

const systemHints: Readonly<Record<string, string>> = {
  EACCES: 'the folder or file may not be written; choose another one or change its permissions',
  EROFS: 'the file system is read-only; choose another folder',
  ENOSPC: 'the disk is full; make room and run it again',
  EADDRINUSE: 'another program listens there; choose another port',
  ENOENT: 'check the path',
};

/** Says what failed, with its cause and the next action; returns the exit code. No stack trace. */
export function failureOf(thrown: unknown, terminal: Terminal, debug: boolean): number {
  // Commander has said its own piece already.
  if (isCommanderFailure(thrown)) return thrown.exitCode === 0 ? 0 : 2;
  const code = codeOf(thrown) ?? codeOf(thrown instanceof Error ? thrown.cause : undefined);
  say('error', terminal.red, messageOf(thrown), terminal);
  const refused = thrown instanceof GatehouseError || thrown instanceof StatusError;
  const hint = refused ? thrown.hint : code === undefined ? undefined : systemHints[code];
  if (hint) say('  hint', terminal.dim, hint, terminal);
  if (!refused && !(thrown instanceof TypeError) && code === undefined && !debug) {
    say(
      '  hint',
      terminal.dim,
      'this looks like a mistake in Gatehouse; run again with --debug for its trace',
      terminal,
    );
  }
  if (debug && thrown instanceof Error) terminal.error(thrown.stack ?? '');
  return thrown instanceof GatehouseError ? thrown.exitCode : 2;
}

/** A label and a text no wider than the terminal of a person; lines of its own that the text has stay as they are, to be copied. */
function say(label: string, paint: (text: string) => string, text: string, terminal: Terminal): void {
  const [, indent = '', word = ''] = /^( *)(.*)$/.exec(label) ?? [];
  const [first = '', ...rest] = text.split('\n');
  const [head = '', ...more] =
    terminal.errorColumns === undefined ? [first] : wrap(first, terminal.errorColumns - label.length - 1);
  terminal.error(`${indent}${paint(word)} ${head}`);
  for (const line of more) terminal.error(`${' '.repeat(label.length + 1)}${line}`);
  for (const line of rest) terminal.error(line);
}
