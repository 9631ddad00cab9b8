import { describe, expect, test } from 'vitest';
import type { ConvergenceRow } from '../check/observed.ts';
import type { Finding } from '../core/finding.ts';
import { longestWay, timelineSteps as stepsOf } from './timeline-steps.ts';

const timelineSteps = (rows: readonly ConvergenceRow[], findings: readonly Finding[]) =>
  stepsOf(rows, findings, () => 'stage');
const row = (name: string, more: Partial<ConvergenceRow> = {}): ConvergenceRow => ({
  kind: 'Kustomization',
  name: `flux-system/${name}`,
  startedAt: 0,
  waitedFor: [],
  ...more,
});
const on = (name: string) => ({ waitedFor: [`flux-system/${name}`] });
const finding = (name: string, severity: Finding['severity'], code = 'some-rule'): Finding => ({
  code,
  severity,
  object: `Kustomization/flux-system/${name}`,
  message: `${name} is broken`,
});

describe('a step', () => {
  test('begins its own work when the last of what it waits for is ready', () => {
    const steps = timelineSteps(
      [
        row('a', { readyAt: 10 }),
        row('b', { readyAt: 25 }),
        row('c', { readyAt: 30, waitedFor: ['flux-system/a', 'flux-system/b'] }),
      ],
      [],
    );
    expect(steps.map(({ beginsAt, readyAt, state }) => [beginsAt, readyAt, state])).toEqual([
      [0, 10, 'ready'],
      [0, 25, 'ready'],
      [25, 30, 'ready'],
    ]);
    expect(longestWay(steps)).toEqual(['Kustomization/flux-system/b', 'Kustomization/flux-system/c']);
  });

  test('is taken for ready where it is not known what it brings', () => {
    expect(timelineSteps([row('a', { readyAt: 1, reason: 'NotModelled' })], [])[0]?.state).toBe('assumed');
  });

  const stuck = [
    row('apps', on('configs')),
    row('configs', on('infra')),
    row('infra'),
    row('child', { partOf: 'flux-system/infra' }),
  ];

  test.each([
    ['never comes up', finding('infra', 'error'), 'never'],
    ['is not known', finding('infra', 'unknown'), 'not-known'],
    ['is not known where nothing is told', finding('else', 'error'), 'not-known'],
  ] as const)('that waits for one that %s does neither', (_, told, state) => {
    expect(timelineSteps(stuck, [told]).map((step) => step.state)).toEqual([state, state, state, 'not-known']);
  });

  test('has the chain to its cause, by what it waits for and what it applies', () => {
    const steps = timelineSteps(stuck, [finding('child', 'error'), finding('apps', 'error', 'never-ready')]);
    expect(steps[0]?.chain).toEqual([
      { object: 'Kustomization/flux-system/apps', message: 'waits for Kustomization/flux-system/configs' },
      { object: 'Kustomization/flux-system/configs', message: 'waits for Kustomization/flux-system/infra' },
      {
        object: 'Kustomization/flux-system/infra',
        message: 'applies Kustomization/flux-system/child, and waits for it',
      },
      { object: 'Kustomization/flux-system/child', message: 'child is broken' },
    ]);
    expect(steps[0]).not.toHaveProperty('beginsAt');
  });

  test('has the rule for its mistake as its cause before what only shows of it', () => {
    const told = [finding('infra', 'error', 'never-ready'), { ...finding('infra', 'error'), message: 'the mistake' }];
    expect(timelineSteps([row('infra')], told)[0]?.chain[0]?.message).toBe('the mistake');
  });
});
