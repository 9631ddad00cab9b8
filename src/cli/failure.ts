import { codeOf, GatehouseError, messageOf } from '../core/errors.ts';
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

/** Says what failed in one line, with its cause and the next action; returns the exit code. No stack trace. */
export function failureOf(thrown: unknown, terminal: Terminal, debug: boolean): number {
  // Commander has said its own piece already.
  if (isCommanderFailure(thrown)) return thrown.exitCode === 0 ? 0 : 2;
  const code = codeOf(thrown) ?? codeOf(thrown instanceof Error ? thrown.cause : undefined);
  terminal.error(`${terminal.red('error')} ${messageOf(thrown)}`);
  const hint = thrown instanceof GatehouseError ? thrown.hint : code === undefined ? undefined : systemHints[code];
  if (hint) terminal.error(`  ${terminal.dim('hint')} ${hint}`);
  if (!(thrown instanceof GatehouseError) && !(thrown instanceof TypeError) && code === undefined && !debug) {
    terminal.error(
      `  ${terminal.dim('hint')} this looks like a mistake in Gatehouse; run again with --debug for its trace`,
    );
  }
  if (debug && thrown instanceof Error) terminal.error(thrown.stack ?? '');
  return thrown instanceof GatehouseError ? thrown.exitCode : 2;
}
