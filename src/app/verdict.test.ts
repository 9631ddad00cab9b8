import { describe, expect, it } from 'vitest';
import type { Severity } from '../core/finding.ts';
import { verdictOf } from './verdict.ts';

const of = (...severities: Severity[]) => severities.map((severity) => ({ code: 'any', severity, message: 'any' }));
const kept = { ok: true };
const broken = { ok: false };
const address = { ip: '192.168.88.60', node: 'pi-1' };

describe('the verdict', () => {
  it.each([
    ['proven', of(), { routes: [kept] }],
    ['proven', of('warning', 'info'), { routes: [kept, kept] }],
    ['proven', of(), { routes: [], addresses: [address] }],
    ['proven', of(), { routes: [], certificates: [{ ready: true }] }],
    ['refuted', of('error', 'unknown'), { routes: [kept] }],
    ['refuted', of(), { routes: [kept, broken], addresses: [address] }],
    ['refuted', of('error'), { routes: [] }],
    ['unknown', of('unknown', 'warning'), { routes: [kept] }],
    ['unknown', of('unknown'), { routes: [] }],
    ['unknown', of(), { routes: [kept], addresses: [{ ...address, ip: '' }] }],
    ['unknown', of(), { routes: [kept], addresses: [{ ...address, node: '' }] }],
    ['unknown', of(), { routes: [kept], certificates: [{ ready: false }] }],
    ['nothing', of('warning'), { routes: [] }],
  ] as const)('is %s for these findings and promises', (verdict, findings, promised) => {
    expect(verdictOf(findings, promised)).toBe(verdict);
  });
});
