import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../core/errors.ts';
import { realRuntime } from '../core/runtime.ts';

/** What is known of a run by its name: `elsewhere` is another machine, another boot or another container. */
export type RunState = 'alive' | 'dead' | 'elsewhere';

/** Names this run on disk, and judges the names other runs left there. */
export interface RunNames {
  /** New at every call, also within one process. */
  readonly next: () => string;
  readonly stateOf: (name: string) => RunState;
}

/** The process id in the name of a run; undefined when it is no such name. */
export function pidOf(name: string): number | undefined {
  const pid = /^(\d+)\.\d+\.[0-9a-f]{12}\.[0-9a-f]{8}$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/**
 * Names made of process id, its start and the place where that id means something. Ids come again: in a container every run is number 1, so
 * an id alone would take the dead for the living.
 */
export const realRuns: RunNames = {
  next: () => [process.pid, startOf(process.pid) ?? 0, placeOfIds(), nonce()].join('.'),
  stateOf: (name) => {
    const pid = pidOf(name);
    if (pid === undefined) return 'elsewhere';
    const [, start = '', place] = name.split('.');
    if (place !== placeOfIds()) return 'elsewhere';
    if (!isRunning(pid)) return 'dead';
    const now = startOf(pid);
    return start === '0' || now === undefined || now === start ? 'alive' : 'dead';
  },
};

const nonce = (): string => Buffer.from(realRuntime().bytes(4)).toString('hex');

/** Machine, boot and process id namespace, as far as the system tells them. */
function placeOfIds(): string {
  const parts = [
    hostname(),
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) ?? '',
    attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '',
  ];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

/** The ticks at which a process started (proc_pid_stat(5), field 22); a zombie has ended. Undefined where the system does not tell. */
function startOf(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The command's name, in parentheses, may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  return fields[0] === 'Z' ? 'ended' : fields[19];
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
