import type { Check } from './verify-checks.ts';

/** How many requests are under way at once: enough that nobody waits for a socket. */
const most = 16;

/** Beginning and end of what is done for a check. */
type Ask<T> = (check: Check) => Promise<T>;

/**
 * Asks checks side by side, begun in their order, and gives what each came to in that order. A check that has something in common with one
 * under way (a host, what promises it, who is to answer) waits for it, and all after it wait, too. What a gate keeps from one request to the
 * next (whose turn it is, how many came, how many are there) is kept for one of these, so that the answers are those of one request after
 * the other. Undefined when `isOver` says so before all are begun.
 */
export async function askSideBySide<T>(
  checks: readonly Check[],
  ask: Ask<T>,
  isOver: () => boolean = () => false,
): Promise<readonly T[] | undefined> {
  const taken = new Map<string, Promise<unknown>>();
  const underWay = new Set<Promise<unknown>>();
  const answers: Promise<T>[] = [];
  for (const check of checks) {
    const claims = claimsOf(check);
    while (underWay.size >= most) await Promise.race(underWay);
    await Promise.all(claims.map((claim) => taken.get(claim)));
    if (isOver()) break;
    const answer = ask(check);
    answers.push(answer);
    const done: Promise<unknown> = answer.then(
      () => underWay.delete(done),
      () => underWay.delete(done),
    );
    underWay.add(done);
    for (const claim of claims) taken.set(claim, done);
  }
  const all = await Promise.all(answers);
  return all.length === checks.length ? all : undefined;
}

const claimsOf = ({ expectation }: Check): readonly string[] => {
  const { host, object, backends, behindLogin = [], visitor } = expectation;
  return [
    `host ${host}`,
    // What nobody promises, such as the answer to an unknown host, has nothing in common but its host.
    ...(object === '' ? [] : [`object ${object}`]),
    ...[...backends, ...behindLogin].map((name) => `service ${name}`),
    // Whoever signs in does so at one place.
    ...(visitor ? ['visitor'] : []),
  ];
};
