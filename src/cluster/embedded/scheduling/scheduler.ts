import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatehouseError } from '../../../core/errors.ts';
import { stopwatch } from '../../../core/runtime.ts';
import type { RunOptions, RunResult } from '../contract.ts';
import { Timers } from './timers.ts';

/** A piece of work; `label` names it when work never ends. */
interface Task {
  readonly label: string;
  readonly action: () => void | Promise<void>;
}

/** Tasks within one instant that are never too many. */
const tasksPerInstant = 200_000;
/** Tasks between two turns of the event loop, so that sockets and progress are served meanwhile. */
const tasksPerTurn = 50;
const longestSleep = 2 ** 31 - 1;

/**
 * Runs work one piece at a time in the order it was posted, timers in order of (time, order of setting).
 * Virtual at first: the clock jumps from timer to timer. After `start` it runs at real pace.
 */
export class Scheduler {
  #virtualNow: number;
  #elapsed: (() => number) | undefined;
  readonly #timers = new Timers();
  #ready: Task[] = [];
  #busy = false;
  #stopped = false;
  #wake: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #drained: Promise<unknown> = Promise.resolve();
  readonly #mostTasks: () => number;
  #endless: readonly string[] | undefined;

  /** `mostTasks`: tasks within one instant beyond which work is taken to go on for ever. */
  constructor(startTime: number, mostTasks: () => number = () => tasksPerInstant) {
    this.#virtualNow = startTime;
    this.#mostTasks = mostTasks;
  }

  /** Milliseconds since the epoch; whole. */
  readonly now = (): number => this.#virtualNow + (this.#elapsed ? Math.floor(this.#elapsed()) : 0);

  /** Whether the clock runs at real pace. */
  get started(): boolean {
    return this.#elapsed !== undefined;
  }

  /** Adds work due now. */
  post(label: string, action: () => void | Promise<void>): void {
    if (this.#stopped) return;
    this.#ready.push({ label, action });
    this.#plan();
  }

  /** Calls at an instant (milliseconds since the epoch); the returned function cancels. */
  at(time: number, action: () => void): () => void {
    const timer = this.#timers.add(time, action);
    this.#plan();
    return () => {
      timer.cancelled = true;
    };
  }

  /** Virtual time: runs due work and jumps from timer to timer until `until` holds, nothing is left, or the time is used up. */
  async run({ until, limitSeconds, whole }: RunOptions): Promise<RunResult> {
    if (this.started) throw new GatehouseError('the cluster runs at real pace: its clock cannot be moved');
    if (this.#busy) throw new GatehouseError('the cluster is already running');
    this.#busy = true;
    const begin = this.#virtualNow;
    const deadline = begin + limitSeconds * 1000;
    const result = (reason: RunResult['reason']): RunResult => ({
      reason,
      seconds: (this.#virtualNow - begin) / 1000,
      ...(this.#endless && { endless: this.#endless }),
    });
    try {
      for (;;) {
        await this.#drain();
        if (this.#endless) return result('endless');
        if (this.#stopped) return result('idle');
        if (await until?.()) return result('done');
        if (this.#ready.length > 0) continue;
        const next = this.#timers.peek();
        if (!next) {
          if (whole) this.#virtualNow = deadline;
          return result('idle');
        }
        if (next.at > deadline) {
          this.#virtualNow = deadline;
          return result('limit');
        }
        this.#virtualNow = Math.max(next.at, this.#virtualNow);
        this.#fire();
      }
    } finally {
      this.#busy = false;
    }
  }

  /** From now on the clock runs at real pace and work runs when due. */
  start(): void {
    if (this.started || this.#stopped) return;
    this.#elapsed = stopwatch();
    this.#plan();
  }

  /** Ends: what is running is waited for, nothing more is begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ready = [];
    this.#timers.clear();
    this.#cancelWake();
    await this.#drained;
  }

  #fire(): void {
    for (let timer = this.#timers.takeDue(this.now()); timer; timer = this.#timers.takeDue(this.now())) timer.action();
  }

  async #drain(): Promise<void> {
    let done = 0;
    while (this.#ready.length > 0 && !this.#stopped && !this.#endless) {
      const batch = this.#ready;
      this.#ready = [];
      for (const task of batch) {
        if (this.#stopped) return;
        await task.action();
        if (++done % tasksPerTurn === 0) await nextTurn();
      }
      if (done > tasksPerInstant && !this.started && done > this.#mostTasks()) this.#endless = labelsOf(batch);
    }
  }

  /** At real pace: makes sure that the loop runs when the next work is due. */
  #plan(): void {
    if (!this.started || this.#busy || this.#stopped) return;
    this.#cancelWake();
    if (this.#ready.length > 0) {
      this.#wake = setImmediate(() => this.#turn());
      return;
    }
    const next = this.#timers.peek();
    if (next) this.#wake = setTimeout(() => this.#turn(), Math.min(Math.max(next.at - this.now(), 0), longestSleep));
  }

  #turn(): void {
    if (this.#busy || this.#stopped) return;
    this.#busy = true;
    this.#fire();
    this.#drained = this.#drain().finally(() => {
      this.#busy = false;
      this.#plan();
    });
  }

  #cancelWake(): void {
    if (this.#wake === undefined) return;
    clearTimeout(this.#wake as NodeJS.Timeout);
    clearImmediate(this.#wake as NodeJS.Immediate);
    this.#wake = undefined;
  }
}

/** The first few of those whose work it is. */
const labelsOf = (batch: readonly Task[]): readonly string[] =>
  [...new Set(batch.map((task) => task.label))].sort().slice(0, 5);
