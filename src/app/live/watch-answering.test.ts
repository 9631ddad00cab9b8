import { expect, it } from 'vitest';
import { goneQuiet, watchAnswering } from './watch-answering.ts';

/** Asks a server that is away from one second to another, and says after how many it was lost. */
async function lostAfter(from: number, until: number): Promise<number | undefined> {
  let at = 0;
  const isAway = () => at >= from * 1000 && at < until * 1000;
  const ask = async () => {
    if (!isAway()) return;
    at += 30_000;
    throw new Error('does not answer within 30 s');
  };
  const waiting: (() => void)[] = [];
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      at += ms;
      waiting.push(resolve);
    });
  const answering = watchAnswering({ ask, patienceMs: 30_000, now: () => at, wait });
  for (let turn = 0; turn < 100 && answering.lost() === undefined; turn++) {
    await new Promise(setImmediate);
    waiting.shift()?.();
  }
  answering.stop();
  return answering.lost() === undefined ? undefined : at / 1000;
}

it('a server that takes connections and says nothing is lost after as long as a call may take', async () => {
  expect(await lostAfter(10, Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(50);
});

it('a server that answers is not', async () => {
  expect(await lostAfter(Number.POSITIVE_INFINITY, 0)).toBeUndefined();
});

it('a server that was away for less is not', async () => {
  let now = 0;
  let asked = 0;
  const ask = async () => {
    asked += 1;
    // Refused at once, as while it starts anew.
    if (asked < 5) throw new Error('refuses the connection');
  };
  const wait = async (ms: number) => {
    now += ms;
    await new Promise(setImmediate);
  };
  const answering = watchAnswering({ ask, patienceMs: 30_000, now: () => now, wait });
  while (asked < 8) await new Promise(setImmediate);
  answering.stop();
  expect(answering.lost()).toBeUndefined();
});

it.each([
  ['was heard of a moment ago', 4000, undefined],
  ['was silent for a while', 9000, "context home: the cluster's API has not answered for 9 s, and the time is over"],
])('says at the end of the time of one that %s', (_, quietMs, said) => {
  expect(goneQuiet({ lost: () => undefined, quietMs: () => quietMs, stop: () => undefined }, 'home')).toBe(said);
});
