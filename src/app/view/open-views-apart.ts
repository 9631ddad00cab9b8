import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GatehouseError } from '../../core/errors.ts';
import type { UpProgress } from '../up-report.ts';
import type { ChangesView } from './changes-view.ts';
import type { JourneyView } from './journey-view.ts';
import type { ViewOptions } from './open-views.ts';
import type { JourneyClient, OpenViews } from './opened-views.ts';
import type { PageView } from './page-view.ts';
import { playOnce } from './play-once.ts';

/** What is asked of the other process. */
export type ViewsQuestion =
  | { readonly what: 'page' }
  | { readonly what: 'journey'; readonly url: string; readonly client: JourneyClient }
  | { readonly what: 'changes'; readonly base: string };

/** A question by its number, and what it is about. */
export interface ViewsTask {
  readonly number: number;
  readonly path: string;
  readonly options: Omit<ViewOptions, 'onProgress' | 'signal' | 'around'>;
  readonly question: ViewsQuestion;
}

/** What the other process tells. */
export type ToldOfViews =
  | { readonly type: 'progress'; readonly event: UpProgress }
  | { readonly type: 'answer'; readonly number: number; readonly value: unknown }
  | {
      readonly type: 'failed';
      readonly number: number;
      readonly message: string;
      readonly hint?: string;
      /** Whether it may be told to whoever asked. */
      readonly isKnown: boolean;
    };

/** The other process: its program, and how long it is kept. */
export interface Apart {
  readonly file: URL;
  /** Milliseconds without a question after which it ends; the next question starts another. */
  readonly restAfter: number;
}

/** Its program where the command is built: beside the folders that its parts lie in. */
const usual: Apart = { file: new URL('../views-worker.js', import.meta.url), restAfter: 60_000 };

/**
 * Opens views as {@link openViews} does, in a process of its own that ends when nothing is asked for a while: what was brought up is most of
 * the memory, and the page needs none of it once it is made. In this process where there is no such program.
 */
export async function openViewsApart(
  path: string,
  options: ViewOptions = {},
  apart: Apart = usual,
): Promise<OpenViews> {
  const { onProgress = () => undefined, signal, around, ...of } = options;
  if (around !== undefined || !existsSync(apart.file))
    return (await import('./open-views.ts')).openViews(path, options);
  const asked = createAsker({ ...apart, onProgress, task: { path, options: of } });
  signal?.addEventListener('abort', asked.close, { once: true });
  const close = async () => {
    signal?.removeEventListener('abort', asked.close);
    asked.close();
  };
  try {
    const page = (await asked.ask({ what: 'page' })) as PageView;
    return {
      ...{ page, close },
      journey: async (url, client) => (await asked.ask({ what: 'journey', url, client })) as JourneyView,
      changes: async (base) => (await asked.ask({ what: 'changes', base })) as ChangesView,
      drills: playOnce({ path, options: of }, signal),
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

interface AskerOptions extends Apart {
  readonly task: Pick<ViewsTask, 'path' | 'options'>;
  readonly onProgress: (event: UpProgress) => void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** Asks a process that is started when something is asked, and ended when nothing is. */
function createAsker({ file, restAfter, task, onProgress }: AskerOptions) {
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | undefined;
  let resting: NodeJS.Timeout | undefined;
  let count = 0;
  const end = () => {
    clearTimeout(resting);
    child?.kill('SIGKILL');
    child = undefined;
  };
  const settle = (number: number): Waiting | undefined => {
    const asked = waiting.get(number);
    waiting.delete(number);
    if (waiting.size === 0) resting = setTimeout(end, restAfter).unref();
    return asked;
  };
  const hear = (told: ToldOfViews) => {
    if (told.type === 'progress') onProgress(told.event);
    else if (told.type === 'answer') settle(told.number)?.resolve(told.value);
    else settle(told.number)?.reject(told.isKnown ? new GatehouseError(told.message, told) : new Error(told.message));
  };
  const start = (): ChildProcess => {
    const started = fork(fileURLToPath(file), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const lose = (cause?: Error) => {
      if (child !== started) return;
      child = undefined;
      for (const number of [...waiting.keys()]) settle(number)?.reject(brokenOff(cause));
    };
    started
      .on('message', hear)
      .on('error', lose)
      .on('exit', () => lose());
    return started;
  };
  const ask = (question: ViewsQuestion): Promise<unknown> =>
    new Promise((resolve, reject) => {
      clearTimeout(resting);
      child ??= start();
      const number = count++;
      waiting.set(number, { resolve, reject });
      child.send(
        { ...task, number, question } satisfies ViewsTask,
        (cause) => cause && settle(number)?.reject(brokenOff(cause)),
      );
    });
  const close = () => {
    end();
    for (const { reject } of waiting.values()) reject(brokenOff());
    waiting.clear();
  };
  return { ask, close };
}

const brokenOff = (cause?: Error): GatehouseError =>
  new GatehouseError('the process that plays the platform broke off', {
    hint: 'ask again: another one is started',
    cause,
  });
