import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatehouseError } from '../../core/errors.ts';
import type { Runtime } from '../../core/runtime.ts';
import type { Json } from '../../kube/object.ts';
import { parseJson } from '../../kube/wide-json.ts';
import { StatusError } from '../status-error.ts';
import type { ChosenContext } from './choose-context.ts';
import { type ApiCall, exchange, readBody } from './exchange.ts';
import { isRefusedAtTheDoor, notTaken } from './not-taken.ts';
import { type Access, openAccess } from './open-access.ts';
import { readRefusal } from './refusals.ts';
import { waitBefore } from './try-again.ts';
import { ClusterUnreachable, HalfReply, type ServerName, unreachable } from './unreachable.ts';

/** How a connection behaves. */
export interface ConnectionOptions {
  readonly context: ChosenContext;
  readonly runtime: Runtime;
  /** Milliseconds that a call may take with all its tries. */
  readonly timeoutMs: number;
}

/** How long one request may take, and what ends it before. */
export interface Limits {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Calls to one API: put again where that is safe, with fresh credentials where the old ones no longer hold. */
export class Connection {
  readonly name: ServerName;
  readonly runtime: Runtime;
  readonly timeoutMs: number;
  /** Milliseconds by which the server's clock is ahead; 0 while it is not known, and where its whole seconds cannot tell. */
  clockOffset = 0;
  readonly #context: ChosenContext;
  readonly #closing = new AbortController();
  readonly #agents = new Set<Access['agent']>();
  #access: Promise<Access> | undefined;
  /** When the client certificate has expired, where it has. */
  #expired: string | undefined;

  constructor({ context, runtime, timeoutMs }: ConnectionOptions) {
    this.#context = context;
    this.runtime = runtime;
    this.timeoutMs = timeoutMs;
    this.name = { server: context.cluster.server, context: context.name };
    // Every call that is under way listens, and there is no bound to them.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Aborts when the connection is closed. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** The value that was answered. Rejects with a StatusError when the API refuses, with a ClusterUnreachable when it does not answer. */
  async call(call: ApiCall): Promise<Json> {
    const end = this.runtime.now() + this.timeoutMs;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#callOnce(call, Math.max(1, end - this.runtime.now()));
      } catch (thrown) {
        if (this.signal.aborted) throw this.signal.reason;
        const wait = waitBefore({ thrown, call, tries, random: this.runtime.random });
        if (wait === undefined || this.runtime.now() + wait >= end) throw this.say(thrown, call);
        await sleep(wait, undefined, { signal: this.signal });
      }
    }
  }

  /** The head of an answer, once the credentials hold: its status may be a refusal. Rejects with what went wrong on the way. */
  async open(
    call: ApiCall,
    { timeoutMs = this.timeoutMs, signal = this.signal }: Limits = {},
  ): Promise<IncomingMessage> {
    const access = await this.#freshAccess();
    const first = await this.#exchange(call, access, { timeoutMs, signal });
    if (first.statusCode !== 401) return first;
    first.resume();
    return this.#exchange(call, await this.#renew(access), { timeoutMs, signal });
  }

  /** What is thrown to the caller for what went wrong with a call. */
  say(thrown: unknown, { method }: Pick<ApiCall, 'method'>): Error {
    if (isRefusedAtTheDoor(thrown)) return notTaken(this.name, thrown, this.#expired);
    return thrown instanceof StatusError ? thrown : unreachable(this.name, thrown, method !== 'GET');
  }

  /** Ends what is under way. */
  close(): void {
    this.#closing.abort(new GatehouseError('the connection to the cluster is closed'));
    for (const agent of this.#agents) agent.destroy();
  }

  async #callOnce(call: ApiCall, timeoutMs: number): Promise<Json> {
    const answer = await this.open(call, { timeoutMs });
    const body = await readBody(answer, timeoutMs);
    const code = answer.statusCode ?? 0;
    if (code >= 400) throw readRefusal(code, body, answer.headers['retry-after']);
    if (code >= 300) throw new ClusterUnreachable(this.name, `answers ${code}: it leads elsewhere`, { hint: notApi });
    return parseAnswer(body);
  }

  async #exchange(call: ApiCall, access: Access, limits: Required<Limits>): Promise<IncomingMessage> {
    const sent = this.runtime.now();
    const answer = await exchange(call, { server: this.name.server, access, ...limits });
    this.#readClock(answer.headers.date, (sent + this.runtime.now()) / 2);
    return answer;
  }

  #readClock(date: string | undefined, now: number): void {
    const told = Date.parse(date ?? '');
    if (Number.isNaN(told)) return;
    const offset = told + 500 - now;
    this.clockOffset = Math.abs(offset) < 2000 ? 0 : Math.round(offset);
  }

  async #freshAccess(): Promise<Access> {
    const access = await (this.#access ?? this.#enter());
    return access.expires !== undefined && access.expires <= this.runtime.now() ? this.#renew(access) : access;
  }

  /** New credentials in place of those that no longer hold; whoever comes second gets what the first has brought. */
  async #renew(old: Access): Promise<Access> {
    const present = await (this.#access ?? this.#enter());
    return present === old ? this.#enter() : present;
  }

  #enter(): Promise<Access> {
    const entering = openAccess(this.#context, this.timeoutMs, this.runtime.now());
    this.#access = entering;
    entering.then(
      ({ agent, expired }) => {
        this.#agents.add(agent);
        this.#expired = expired;
      },
      () => {
        if (this.#access === entering) this.#access = undefined;
      },
    );
    return entering;
  }
}

const notApi = "see whether the server in the context's cluster is the API of a cluster, and no page to log in at";

function parseAnswer(body: string): Json {
  if (body === '') return null;
  try {
    return parseJson(body);
  } catch {
    throw new HalfReply('answers with what is no JSON');
  }
}
