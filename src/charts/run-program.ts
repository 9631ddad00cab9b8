import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { ignoreErrors } from '../core/ignore-errors.ts';
import { removeAtExit } from '../core/leftovers.ts';

const mebibyte = 1024 * 1024;
const mostOutput = 64 * mebibyte;
const mostMemory = 1024 * mebibyte;
const pageBytes = 4096;
const lookEvery = 100;
/** Milliseconds that a program has to end by itself. */
const stopMs = 15_000;
const onWindows = process.platform === 'win32';

/** A program to run, and for how long at most. */
export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly seconds: number;
  readonly folder?: string;
  /** All of its environment: nothing is handed on. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it reads; nothing when left out. */
  readonly input?: string;
  /** Asks it to end: it has some seconds to do so by itself. */
  readonly stop?: AbortSignal;
}

/** How a run ended. */
export interface ProgramRun {
  /** Undefined when it was ended from outside or could not start. */
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it was ended, or could not start, in words that follow what it is. */
  readonly ended?: string;
  /** Whether it was ended because it took too long. */
  readonly late?: boolean;
}

/**
 * Runs a program without a shell, in an environment of its own, and ends it with all that it has started when it takes
 * too long, prints more than 64 MiB or (on Linux) takes more than 1 GiB of memory. Never rejects.
 */
export function runProgram(call: ProgramCall): Promise<ProgramRun> {
  const { seconds } = call;
  return new Promise((resolve) => {
    const child = start(call);
    if (child instanceof Error) return resolve({ stdout: '', stderr: '', ended: ` cannot be run: ${child.message}` });
    const stopAtExit = removeAtExit(() => killGroup(child));
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[], bytes: 0 };
    const timers: NodeJS.Timeout[] = [];
    const finish = (how: Omit<ProgramRun, 'stdout' | 'stderr'>) => {
      for (const timer of timers) clearTimeout(timer);
      call.stop?.removeEventListener('abort', stop);
      stopAtExit();
      const text = (pieces: readonly Buffer[]) => Buffer.concat(pieces).toString('utf8');
      resolve({ stdout: text(output.stdout), stderr: text(output.stderr), ...how });
    };
    const end = (why: string, isLate = false) => {
      killGroup(child);
      // Whoever left the group may hold the pipes open for ever: they are not waited for.
      child.stdout.destroy();
      child.stderr.destroy();
      finish({ ended: why, ...(isLate && { late: true }) });
    };
    const stop = () => {
      killGroup(child, 'SIGTERM');
      timers.push(setTimeout(() => end(' does not end when it is asked to'), stopMs));
    };
    const hear = (kind: 'stdout' | 'stderr') => (piece: Buffer) => {
      output.bytes += piece.length;
      if (output.bytes > mostOutput) end(' prints more than 64 MiB');
      else output[kind].push(piece);
    };
    ignoreErrors(child.stdout, child.stderr);
    child.stdout.on('data', hear('stdout'));
    child.stderr.on('data', hear('stderr'));
    child.on('error', (error) => finish({ ended: ` cannot be run: ${error.message}` }));
    child.on('close', (code) => finish(code === null ? {} : { code }));
    const late = () => end(` takes more than ${seconds} s`, true);
    const look = () => memoryOf(child.pid) > mostMemory && end(' takes more than 1 GiB of memory');
    timers.push(setTimeout(late, seconds * 1000), setInterval(look, lookEvery));
    if (call.stop?.aborted) stop();
    else call.stop?.addEventListener('abort', stop, { once: true });
  });
}

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

/** Programs of a group of their own, so that a wrapper and what it starts end together. */
function start({ program, args, folder, environment = {}, input }: ProgramCall): Child | Error {
  try {
    const options = { cwd: folder, env: environment, detached: !onWindows };
    if (input === undefined) return spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    // One that ends before it has read all of it breaks the pipe.
    ignoreErrors(child.stdin);
    child.stdin.end(input);
    return child;
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

function killGroup(child: Child, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (onWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
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
