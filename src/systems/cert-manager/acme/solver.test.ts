import { describe, expect, it } from 'vitest';
import type { Solver } from '../running-parts.ts';
import { pickSolver } from './solver.ts';

const dns = (name: string, selector?: Solver['selector']): Solver => ({ dns01: { [name]: {} }, selector });
const http = (name: string, selector?: Solver['selector']): Solver => ({ http01: { [name]: {} }, selector });

const picked = (solvers: readonly Solver[], name: string, labels = {}) => {
  const wildcard = name.startsWith('*.');
  const { solver } = pickSolver(solvers, { dnsName: wildcard ? name.slice(2) : name, wildcard }, labels) ?? {};
  return solver && Object.keys(solver.dns01 ?? solver.http01 ?? {})[0];
};

describe('the solver of a name', () => {
  it.each<[string, readonly Solver[], string, string | undefined]>([
    ['is the first that fits', [http('a'), dns('b')], 'x.org', 'a'],
    ['is a DNS solver for a wildcard', [http('a'), dns('b')], '*.x.org', 'b'],
    ['is none for a wildcard with HTTP alone', [http('a')], '*.x.org', undefined],
    [
      'is that of the longest zone',
      [dns('a', { dnsZones: ['x.org'] }), dns('b', { dnsZones: ['in.x.org'] })],
      'h.in.x.org',
      'b',
    ],
    [
      'is that of the exact name before any zone',
      [dns('a', { dnsZones: ['x.org'] }), dns('b', { dnsNames: ['h.x.org'] })],
      'h.x.org',
      'b',
    ],
    ['names a wildcard literally', [dns('a', { dnsNames: ['*.x.org'] })], '*.x.org', 'a'],
    ['is not that of another zone', [dns('a', { dnsZones: ['y.org'] })], 'x.org', undefined],
    ['is not that of a zone with the same end', [dns('a', { dnsZones: ['x.org'] })], 'ax.org', undefined],
    ['is the fallback when selectors do not take it', [dns('a', { dnsZones: ['y.org'] }), dns('b')], 'x.org', 'b'],
  ])('%s', (_, solvers, name, expected) => {
    expect(picked(solvers, name)).toBe(expected);
  });

  it('is chosen by labels, more of them first', () => {
    const solvers = [dns('a', { matchLabels: { team: 'x' } }), dns('b', { matchLabels: { team: 'x', tier: 'y' } })];
    expect(picked(solvers, 'x.org', { team: 'x', tier: 'y' })).toBe('b');
    expect(picked(solvers, 'x.org', { team: 'x' })).toBe('a');
    expect(picked(solvers, 'x.org')).toBeUndefined();
  });
});
