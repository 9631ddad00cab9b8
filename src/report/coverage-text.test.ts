import { describe, expect, it } from 'vitest';
import type { Coverage } from '../app/up-report.ts';
import { printCoverage, printNotFollowed } from './coverage-text.ts';
import { plainStyle } from './style.ts';

const whole: Coverage = {
  kustomizations: { total: 2, followed: 2 },
  releases: { total: 1, followed: 1 },
  notFollowed: [],
};
const charts = { what: 'charts', names: ['app 1.0.0'], knownBy: '`gatehouse charts pull`' };
const partly: Coverage = {
  kustomizations: { total: 847, followed: 705 },
  releases: { total: 594, followed: 402 },
  notFollowed: [
    { what: 'sources elsewhere', names: ['Kustomization/flux-system/far'], knownBy: 'its files' },
    charts,
    { what: 'Secrets of variables', names: ['Secret/a/b'], knownBy: 'the Secret' },
    { what: 'encrypted Secrets', names: ['Secret/a/c', 'Secret/a/d'], knownBy: '--age-key FILE' },
  ],
};

describe('how far a run was followed', () => {
  it('is said only where something was not', () => {
    expect(printCoverage(whole, 80)).toEqual([]);
    expect(printCoverage(partly, 80).join(' ')).toBe(
      '705 of 847 Kustomizations built, 402 of 594 releases rendered; not followed: 1 source elsewhere, 1 chart, 1 Secret of variables, 2 encrypted Secrets (--explain-unknown lists them)',
    );
    expect(printCoverage(partly, 80).length).toBeLessThanOrEqual(3);
  });

  it('is listed with what would make it known', () => {
    expect(printNotFollowed({ ...whole, notFollowed: [charts] }, 80, plainStyle)).toEqual([
      'not known charts',
      '  app 1.0.0',
      '  known by  `gatehouse charts pull`',
      '',
    ]);
  });
});
