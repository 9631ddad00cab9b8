import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GatehouseError } from '../../core/errors.ts';
import type { ContextOptions } from '../open-context.ts';
import type { UpProgress } from '../up-report.ts';
import type { DrillOptions } from './drill.ts';
import type { DrillReport } from './drill-report.ts';

/** What is to be played. */
export interface DrillTask {
  readonly path: string;
  /** The cluster that is read for it; what lies at the path when left out. */
  readonly choice?: ContextOptions;
  readonly options: Omit<DrillOptions, 'onProgress' | 'onPart' | 'signal' | 'around'>;
}

/** Who is told while faults are played, and what ends it. */
export type DrillListeners = Pick<DrillOptions, 'onProgress' | 'onPart' | 'signal'>;

/** What the other process tells. */
export type ToldOfDrills =
  | { readonly type: 'progress'; readonly event: UpProgress }
  | { readonly type: 'part'; readonly report: DrillReport; readonly planned: number }
  | { readonly type: 'end'; readonly report: DrillReport }
  | { readonly type: 'failed'; readonly message: string; readonly hint?: string };

/** Its program where the command is built: beside the folders that its parts lie in. */
const program = new URL('../drill-worker.js', import.meta.url);

/**
 * Plays faults in a process of its own, so that whoever asks for something else need not wait; in this one where there is no such program.
 * Rejects as {@link drill} does, and when the process ends before its time.
 */
export async function drillApart(
  task: DrillTask,
  listeners: DrillListeners,
  file: URL = program,
): Promise<DrillReport> {
  const { path, choice, options } = task;
  if (existsSync(file)) return inProcess(task, listeners, fileURLToPath(file));
  const { drill, drillContext } = await import('./drill.ts');
  const all = { ...options, ...listeners };
  return choice === undefined ? drill(path, all) : drillContext(choice, path, all);
}

function inProcess(task: DrillTask, { onProgress, onPart, signal }: DrillListeners, file: string) {
  return new Promise<DrillReport>((resolve, reject) => {
    const child = fork(file, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const stop = () => child.kill('SIGKILL');
    const end = (settle: () => void) => {
      signal?.removeEventListener('abort', stop);
      settle();
    };
    signal?.addEventListener('abort', stop, { once: true });
    child.on('message', (told: ToldOfDrills) => {
      if (told.type === 'progress') onProgress?.(told.event);
      else if (told.type === 'part') onPart?.(told.report, told.planned);
      else if (told.type === 'end') end(() => resolve(told.report));
      else end(() => reject(new GatehouseError(told.message, { hint: told.hint })));
    });
    child.on('error', (cause) => end(() => reject(brokenOff(cause))));
    child.on('exit', () => end(() => reject(brokenOff())));
    child.send(task, (cause) => cause && end(() => reject(brokenOff(cause))));
  });
}

const brokenOff = (cause?: Error): GatehouseError =>
  new GatehouseError('the drills broke off', {
    hint: 'play them again; `gatehouse drill` plays them in a terminal',
    cause,
  });
