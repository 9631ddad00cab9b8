import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { realRuntime } from '../core/runtime.ts';
import { type Cache, openCache } from './cache.ts';
import { type Credentials, dockerCredentials, loginIn } from './credentials.ts';
import { type ChooseProxy, proxyOf } from './proxy.ts';
import { RegistryError } from './registry-error.ts';
import { type Asking, ask } from './request.ts';
import type { Answer, Question } from './send-once.ts';
import { askForToken, noToken, readChallenges } from './token.ts';

/** How registries are asked. */
export interface ClientOptions {
  readonly cache?: Cache;
  /** Default: what `docker login` keeps. */
  readonly credentials?: Credentials;
  /** Certificates of authorities to trust, in PEM, in place of those Node.js knows (and NODE_EXTRA_CA_CERTS names). */
  readonly ca?: readonly string[];
  /** Default: what `HTTPS_PROXY` and `NO_PROXY` say. */
  readonly proxy?: ChooseProxy;
  /** Milliseconds a server may be silent; default 15 s. */
  readonly silence?: number;
  /** Milliseconds all of one answer may take; default two minutes. */
  readonly deadline?: number;
  /** Milliseconds at most before a question is put again; default 10 s. */
  readonly longestWait?: number;
  readonly signal?: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Asks registries and chart repositories. Only whoever holds one sends anything to the network. */
export interface RegistryClient {
  readonly cache: Cache;
  /**
   * Puts a question, with the login or token the server wants. `scope` names what answers share a token. Rejects with a RegistryError
   * unless the status is 200 or one of `expected`. A host that could not be reached, or wants fewer questions, is not asked again.
   */
  readonly get: (url: URL, question: ScopedQuestion) => Promise<Answer>;
  /** Does something once in the life of this client, and gives everybody who asks again what came of it. */
  readonly once: <T>(key: string, work: () => Promise<T>) => Promise<T>;
  readonly close: () => void;
}

/** A question, and what it is about. */
export interface ScopedQuestion extends Question {
  readonly scope: string;
  /** Statuses beside 200 that are an answer. */
  readonly expected?: readonly number[];
}

/** Makes a client. Nothing is sent before something is asked for. */
export function createRegistryClient(options: ClientOptions = {}): RegistryClient {
  const { cache = openCache(), credentials = dockerCredentials() } = options;
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const asking: Asking = {
    connections: { ...agents, ca: options.ca, proxy: options.proxy ?? proxyOf(), silence: options.silence ?? 15_000 },
    deadline: options.deadline ?? 120_000,
    longestWait: options.longestWait ?? 10_000,
    signal: options.signal,
    now: options.now ?? realRuntime().now,
  };
  const lost = new Map<string, RegistryError>();
  const enter = createEntrance(credentials, asking);
  const get = async (url: URL, question: ScopedQuestion): Promise<Answer> => {
    const known = lost.get(url.host);
    if (known) throw known;
    try {
      return checkStatus(await enter(url, question), question.expected ?? []);
    } catch (thrown) {
      if (thrown instanceof RegistryError && ['unreachable', 'busy'].includes(thrown.fault)) lost.set(url.host, thrown);
      throw thrown;
    }
  };
  const close = () => {
    agents.http.destroy();
    agents.https.destroy();
  };
  return { cache, get, once: createMemory(), close };
}

function createMemory(): RegistryClient['once'] {
  const done = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = (done.get(key) as Promise<T> | undefined) ?? work();
    done.set(key, known);
    return known;
  };
}

/** Puts questions with what the server asked for the last time, and once more when it asks for something else. */
function createEntrance(credentials: Credentials, asking: Asking) {
  const passes = new Map<string, string>();
  return async (address: URL, question: ScopedQuestion): Promise<Answer> => {
    const { url, login: named } = splitLogin(address);
    const key = `${url.origin} ${question.scope}`;
    const send = (pass: string | undefined) =>
      ask(url, { ...question, headers: { ...question.headers, ...(pass && { authorization: pass }) } }, asking);
    const first = await send(passes.get(key));
    // What another host wants, to which the first one led, is no reason to show it the login for the first.
    if (first.status !== 401 || first.url.origin !== url.origin) return first;
    first.body.destroy();
    const login = named ?? (await credentials(url.host));
    const challenges = readChallenges(first.headers['www-authenticate'] ?? '');
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    const pass = bearer ? await askForToken(url, bearer, login, asking) : login;
    if (pass === undefined) throw noToken(url, login, 401);
    const second = await send(pass);
    if (second.status === 401) {
      second.body.destroy();
      throw noToken(url, login, 401);
    }
    passes.set(key, pass);
    return second;
  };
}

/** An address without the login in it, which must not come into any message. */
function splitLogin(address: URL): { readonly url: URL; readonly login?: string } {
  const login = loginIn(address);
  if (login === undefined) return { url: address };
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return { url, login };
}

function checkStatus(answer: Answer, expected: readonly number[]): Answer {
  const { status, url, body } = answer;
  if (status === 200 || expected.includes(status)) return answer;
  body.destroy();
  if (status === 404) throw new RegistryError(url.host, 'missing', 'has no such thing (404)');
  if (status === 403 || status === 401) throw noToken(url, undefined, status);
  throw new RegistryError(url.host, 'invalid', `answers ${status}`);
}
