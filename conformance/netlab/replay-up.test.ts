import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectedObjects } from './up/predict.ts';

interface Up {
  readonly lab: string;
  readonly verdict: string;
  readonly code: number;
  readonly ready: readonly { readonly name: string; readonly readyAt?: number; readonly predictedReadyAt?: number }[];
  readonly promises: readonly { readonly url: string; readonly expected: string; readonly outcome: string }[];
  readonly state: readonly string[];
}

interface Killed extends Up {
  readonly kills: readonly { readonly point: string; readonly killed: boolean }[];
}

const record = <T>(name: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'records', `${name}.json`), 'utf8')).played[0];

const whole = record<Up>('up');
const killed = record<Killed>('up-killed');

describe.each([
  ['in one go', whole],
  ['killed again and again', killed],
])('what `up --context` brought up with real Flux, %s', (_, { verdict, code, ready, promises }) => {
  test('was verified: each promise was kept', () => {
    expect({ verdict, code }).toEqual({ verdict: 'proven', code: 0 });
    expect(promises.filter(({ outcome }) => outcome !== 'kept')).toEqual([]);
    expect(promises.length).toBeGreaterThan(5);
  });

  test('is all that was predicted, and nothing else', () => {
    expect(ready.filter(({ readyAt, predictedReadyAt }) => (readyAt ?? predictedReadyAt) === undefined)).toEqual([]);
    expect(ready.length).toBeGreaterThan(10);
  });
});

test('what was brought up in one go was ready about when it was predicted to be', () => {
  // Two real minutes are not the virtual ones: images lie there, and the machine has other work.
  for (const { name, readyAt, predictedReadyAt } of whole.ready)
    expect(Math.abs(readyAt! - predictedReadyAt!), name).toBeLessThan(60);
});

test('what stands after twenty kills is what stands after none, by the same hands', () => {
  expect(killed.kills).toHaveLength(20);
  expect(killed.kills.every((each) => each.killed)).toBe(true);
  expect(killed.state).toEqual(whole.state);
});

/** A chart's hooks are gone when they have done their work; what configures a build is no object. */
const isKept = (name: string) => !/^Kustomization\/kustomization|startupapicheck/.test(name);

/** What Flux makes of a release, and Flux itself: it is in the repository as whoever bootstraps it leaves it. */
const isOfFlux = (name: string) =>
  /^HelmChart\/|toolkit\.fluxcd\.io$|\/flux-system\/(source|kustomize|helm)-controller$|cluster-reconciler|^Namespace\/flux-system$/.test(
    name,
  );

test('what stands there by the hands of Flux and Helm is what the repository holds and Gatehouse makes of its charts', async () => {
  const repository = join(import.meta.dirname, '../../examples', whole.lab, 'repository');
  const { staged, released } = await expectedObjects(repository);
  const wanted = [...new Set([...staged, ...released])].filter(isKept).sort();
  const delivered = whole.state.filter((line) => /\b(kustomize|helm)-controller\b/.test(line.split(' ')[1]!));
  const names = delivered.map((line) => line.split(' ')[0]!).filter((name) => !isOfFlux(name));
  expect(names.sort()).toEqual(wanted);
});
