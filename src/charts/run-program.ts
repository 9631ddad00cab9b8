import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ignoreErrors } from '../core/ignore-errors.ts';
import { removeAtExit } from '../core/leftovers.ts';

const mebibyte = 1024 * 1024;
const mostOutput = 64 * mebibyte;
const mostMemory = 1024 * mebibyte;
const pageBytes = 4096;
const lookEvery = 100;

/** A program to run, and for how long at most. */
export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly seconds: number;
  readonly folder?: string;
  /** All of its environment: nothing is handed on. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a run ended. */
export interface ProgramRun {
  /** Undefined when it was ended from outside or could not start. */
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it was ended, or could not start, in words that follow what it is. */
  readonly ended?: string;
}

/**
 * Runs a program without a shell and without input, in an environment of its own, and ends it when it takes too long, prints more than
 * 64 MiB or (on Linux) takes more than 1 GiB of memory. Never rejects.
 */
export function runProgram({ program, args, seconds, folder, environment = {} }: ProgramCall): Promise<ProgramRun> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const stopAtExit = removeAtExit(() => child.kill('SIGKILL'));
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[], bytes: 0 };
    let ended: string | undefined;
    const end = (why: string) => {
      ended ??= why;
      child.kill('SIGKILL');
    };
    const hear = (kind: 'stdout' | 'stderr') => (piece: Buffer) => {
      output.bytes += piece.length;
      if (output.bytes > mostOutput) end(' prints more than 64 MiB');
      else output[kind].push(piece);
    };
    const late = setTimeout(() => end(` takes more than ${seconds} s`), seconds * 1000);
    const memory = setInterval(() => {
      if (memoryOf(child.pid) > mostMemory) end(' takes more than 1 GiB of memory');
    }, lookEvery);
    const finish = (code?: number) => {
      clearTimeout(late);
      clearInterval(memory);
      stopAtExit();
      const text = (pieces: readonly Buffer[]) => Buffer.concat(pieces).toString('utf8');
      const printed = { stdout: text(output.stdout), stderr: text(output.stderr) };
      resolve(ended === undefined ? { ...printed, ...(code !== undefined && { code }) } : { ...printed, ended });
    };
    ignoreErrors(child.stdout, child.stderr);
    child.stdout.on('data', hear('stdout'));
    child.stderr.on('data', hear('stderr'));
    child.on('error', (error) => {
      ended ??= ` cannot be run: ${error.message}`;
      finish();
    });
    child.on('close', (code) => finish(code ?? undefined));
  });
}

/** Bytes of memory a process holds; 0 where that cannot be told. */
function memoryOf(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  } catch {
    return 0;
  }
}
