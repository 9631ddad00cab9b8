import { describe, expect, test } from 'vitest';
import type { TraceOutcome } from '../app/up-report.ts';
import { plainStyle } from './style.ts';
import { printTrace } from './trace-text.ts';

const last = (outcome: Pick<TraceOutcome, 'allowed' | 'status'> & Partial<TraceOutcome>) =>
  printTrace(
    {
      schemaVersion: 1,
      url: 'https://hello.lab.home.arpa/',
      from: '203.0.113.7',
      hops: [],
      outcome: { router: '', backend: '', certificate: '', ...outcome },
    },
    80,
    plainStyle,
  ).at(-1);

describe('the end of a journey', () => {
  test.each<[string, Parameters<typeof last>[0], string]>([
    ['an app, without saying what it answers', { allowed: true, status: 200, backend: 'a/b' }, 'Allowed: reaches a/b'],
    [
      'what the gate serves itself',
      { allowed: true, status: 200, backend: 'api@internal' },
      'Allowed: status 200 from api@internal',
    ],
    ['an answer of the gate itself', { allowed: true, status: 301 }, 'Allowed: status 301'],
    ['a refusal', { allowed: false, status: 403, backend: 'a/b' }, 'Refused: status 403'],
    ['nobody', { allowed: false, status: 0 }, 'Refused: no answer'],
  ])('is %s', (_, outcome, line) => {
    expect(last(outcome)).toBe(line);
  });
});
