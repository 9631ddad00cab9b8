import { expect, test } from 'vitest';
import type { RealAnswer } from '../operate/probe-real.ts';
import { strangeAnswer } from './verify-gate-answers.ts';

const answer = (status: number, server?: string): RealAnswer =>
  ({ status, body: '', ...(server !== undefined && { server }) }) as RealAnswer;

test.each([
  [0, false],
  [200, false],
  [404, true],
  [502, true],
])('a port without a gate before it that answers %d is a stranger: %s', (status, isStrange) => {
  expect(
    strangeAnswer({ host: '192.168.88.60' }, answer(status))?.endsWith(
      `answers ${status}: whether that is the app cannot be told`,
    ) ?? false,
  ).toBe(isStrange);
});
