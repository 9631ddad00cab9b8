import { expect, test } from 'vitest';
import { compareAnswers, differenceLines } from './compare.ts';
import { judge } from './deviations.ts';

const answer = (body: { [key: string]: number | number[] }, step = 'create') => ({ step, status: 200, body });

test('tells each place that differs', () => {
  const [step] = compareAnswers([answer({ a: 1, b: [1, 2], same: 3 })], [answer({ a: 2, b: [1], same: 3 })]);
  expect(step?.differences).toEqual([
    { path: '.body.a', left: 1, right: 2 },
    { path: '.body.b[1]', left: 2, right: undefined },
  ]);
  expect(differenceLines(step!.differences[1]!, ['real', 'embedded'])).toEqual([
    '    .body.b[1]',
    '      real:     2',
    '      embedded: (nothing)',
  ]);
});

test('a step that one side lacks differs as a whole', () => {
  const steps = compareAnswers([answer({ a: 1 })], []);
  expect(steps[0]?.differences).toHaveLength(1);
});

test('a known deviation is no surprise, one that is no more is stale', () => {
  const steps = compareAnswers(
    [answer({ a: 1 }, 'one'), answer({ a: 1 }, 'two')],
    [answer({ a: 2 }, 'one'), answer({ a: 1 }, 'two')],
  );
  const known = (step: string) => ({ scenario: 's', step, reason: 'because' });
  expect(judge('s', steps, []).unexpected.map(({ step }) => step)).toEqual(['one']);
  expect(judge('s', steps, [known('one')])).toEqual({ unexpected: [], known: [known('one')], stale: [] });
  expect(judge('s', steps, [known('one'), known('two')]).stale).toEqual([known('two')]);
  expect(judge('other', [], [known('one')]).stale).toEqual([]);
});
