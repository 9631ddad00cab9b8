import { setTimeout as sleep } from 'node:timers/promises';
import { allowUrl } from './allowed-url.ts';
import { RegistryError } from './registry-error.ts';
import { type Answer, type Connections, type Question, sendOnce } from './send-once.ts';

/** Redirects followed for one question (Go's net/http defaultCheckRedirect). */
const mostRedirects = 10;
/** Answers after which the same question is put again. */
const passing = new Set([429, 500, 502, 503, 504]);
/** Times a question is put. */
const mostTries = 3;

/** How questions are put, and when to give up. */
export interface Asking {
  readonly connections: Connections;
  /** Milliseconds that all of one answer may take. */
  readonly deadline: number;
  /** Milliseconds at most between two tries: a server that wants more is not asked again. */
  readonly longestWait: number;
  /** Ends everything that is under way. */
  readonly signal?: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Puts a question, follows redirects, and puts it again where the server is busy. Rejects with a RegistryError where nobody answers, or
 * the server is busy still. What is told to one host, credentials above all, is not told to another.
 */
export async function ask(url: URL, question: Question, asking: Asking): Promise<Answer> {
  const { deadline, signal: ended } = asking;
  const timer = AbortSignal.timeout(deadline);
  const signal = ended ? AbortSignal.any([ended, timer]) : timer;
  for (let tries = 1; ; tries++) {
    const answer = await follow(url, question, asking.connections, signal);
    if (!passing.has(answer.status)) return answer;
    answer.body.destroy();
    const wait = waitBefore(answer, tries, asking.now());
    if (tries === mostTries || wait > asking.longestWait) throw busy(answer, wait);
    await sleep(wait, undefined, { signal, ref: true });
  }
}

async function follow(start: URL, question: Question, connections: Connections, signal: AbortSignal): Promise<Answer> {
  let url = allowUrl(start);
  let { headers = {} } = question;
  for (let redirects = 0; ; redirects++) {
    const answer = await sendOnce(url, { ...question, headers }, connections, signal);
    const location = [301, 302, 303, 307, 308].includes(answer.status) ? answer.headers.location : undefined;
    if (location === undefined) return answer;
    answer.body.destroy();
    if (redirects === mostRedirects)
      throw new RegistryError(start.host, 'invalid', `leads on more than ${mostRedirects} times`);
    const next = readLocation(location, url);
    if (next.origin !== url.origin) headers = withoutAuthorization(headers);
    url = next;
  }
}

function readLocation(location: string, from: URL): URL {
  if (!URL.canParse(location, from.href)) throw new RegistryError(from.host, 'invalid', 'leads to what is no address');
  return allowUrl(new URL(location, from), from);
}

const withoutAuthorization = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));

/** Milliseconds before the next try: what the server says, in seconds or as a date (RFC 9110 section 10.2.3), or ever longer. */
function waitBefore({ headers }: Answer, tries: number, now: number): number {
  const said = headers['retry-after'];
  if (said === undefined) return 250 * 2 ** tries;
  if (/^\d+$/.test(said)) return Number(said) * 1000;
  const date = Date.parse(said);
  return Number.isNaN(date) ? 250 * 2 ** tries : Math.max(0, date - now);
}

function busy({ url, status }: Answer, wait: number): RegistryError {
  const later = wait >= 1000 ? `; it wants to be asked again in ${Math.ceil(wait / 1000)} s` : '';
  const reason = status === 429 ? `asked too often (429)${later}` : `answers ${status}${later}`;
  const hint = status === 429 ? 'wait, or log in with `docker login` where that raises the limit' : 'try again later';
  return new RegistryError(url.host, status === 429 ? 'busy' : 'invalid', reason, { hint });
}
