import { describe, expect, test } from 'vitest';
import { planRender, wouldChange } from './render-plan.ts';

const plan = (wanted?: string, written?: string, present?: string, force = false) => {
  const one = (hash?: string) => new Map(hash === undefined ? [] : [['a.yaml', hash]]);
  const { created, changed, removed, unchanged, conflicts } = planRender(
    one(wanted),
    { written: one(written), writing: new Map(), present: one(present) },
    force,
  );
  const steps = { created, changed, removed, unchanged, foreign: [] as string[], edited: [] as string[] };
  for (const { path, reason } of conflicts) steps[reason].push(path);
  return Object.entries(steps).flatMap(([step, paths]) => paths.map(() => step));
};

describe('a planned file', () => {
  test.each([
    ['is created where nothing is', 'new', undefined, undefined, 'created'],
    ['is created again when somebody deleted it', 'new', 'new', undefined, 'created'],
    ['is changed when it is as Gatehouse left it', 'new', 'old', 'old', 'changed'],
    ['stays when it is what is wanted', 'new', 'new', 'new', 'unchanged'],
    ['stays when somebody else wrote just that', 'new', undefined, 'new', 'unchanged'],
    ['is in the way when it was edited', 'new', 'old', 'mine', 'edited'],
    ['is in the way when somebody else wrote it', 'new', undefined, 'mine', 'foreign'],
    ['is removed when it is no longer part', undefined, 'old', 'old', 'removed'],
    ['is in the way when it is no longer part but was edited', undefined, 'old', 'mine', 'edited'],
  ] as const)('%s', (_, wanted, written, present, step) => {
    expect(plan(wanted, written, present)).toEqual([step]);
  });

  test('that is gone and no longer part needs nothing', () => {
    expect(plan(undefined, 'old', undefined)).toEqual([]);
  });

  test.each([
    ['edited', 'new', 'old', 'changed'],
    ['foreign', 'new', undefined, 'changed'],
    ['edited and no longer part', undefined, 'old', 'removed'],
  ] as const)('%s is overruled with force', (_, wanted, written, step) => {
    expect(plan(wanted, written, 'mine', true)).toEqual([step]);
  });
});

test('only a plan without steps changes nothing', () => {
  const writing = new Map();
  const state = { written: new Map([['a', '1']]), writing, present: new Map([['a', '1']]) };
  expect(wouldChange(planRender(new Map([['a', '1']]), state))).toBe(false);
  expect(wouldChange(planRender(new Map([['a', '2']]), state))).toBe(true);
  expect(wouldChange(planRender(new Map(), state))).toBe(true);
  expect(
    wouldChange(planRender(new Map([['b', '1']]), { written: new Map(), writing, present: new Map([['b', '9']]) })),
  ).toBe(true);
});
