import { describe, expect, it } from 'vitest';
import type { Severity } from '../core/finding.ts';
import { verdictOf } from './verdict.ts';

const of = (...severities: Severity[]) => severities.map((severity) => ({ code: 'any', severity, message: 'any' }));
const kept = { ok: true };
const broken = { ok: false };

describe('the verdict', () => {
  it.each([
    ['proven', of(), [kept]],
    ['proven', of('warning', 'info'), [kept, kept]],
    ['refuted', of('error', 'unknown'), [kept]],
    ['refuted', of(), [kept, broken]],
    ['refuted', of('error'), []],
    ['unknown', of('unknown', 'warning'), [kept]],
    ['unknown', of('unknown'), []],
    ['nothing', of('warning'), []],
  ] as const)('is %s for these findings and answers', (verdict, findings, routes) => {
    expect(verdictOf(findings, routes)).toBe(verdict);
  });
});
