import { expect, test } from 'vitest';
import type { TimelineReport, TimelineStep } from '../app/timeline-report.ts';
import { plainStyle } from './style.ts';
import { printTimeline } from './timeline-text.ts';

const step = (name: string, more: Partial<TimelineStep> = {}): TimelineStep => ({
  kind: 'Kustomization',
  does: 'stage',
  name: `flux-system/${name}`,
  partOf: '',
  startedAt: 0,
  beginsAt: 0,
  readyAt: 10,
  waitedFor: [],
  state: 'ready',
  chain: [],
  ...more,
});
const reportOf = (steps: readonly TimelineStep[]): TimelineReport => ({
  schemaVersion: 1,
  lab: 'home',
  from: 'empty',
  seconds: 40,
  steps,
  longest: ['Kustomization/flux-system/infra', 'Kustomization/flux-system/apps'],
  findings: [],
});
const stuck = (name: string, ...messages: readonly string[]): TimelineStep =>
  step(name, {
    state: 'never',
    readyAt: undefined,
    chain: messages.map((message, i) => ({
      object: `Kustomization/flux-system/${i === 0 ? name : `${name}-${i}`}`,
      message,
    })),
  });

test('a timeline draws what waits, what works, and what never comes up, with the chain to the cause', () => {
  const steps = [
    step('infra', { readyAt: 20 }),
    step('metallb', { kind: 'HelmRelease', does: 'release', partOf: 'flux-system/infra' }),
    step('apps', { beginsAt: 20, readyAt: 40, waitedFor: ['flux-system/infra'] }),
    stuck('late', 'waits for late-1', 'it is in a circle'),
  ];
  expect(printTimeline(reportOf(steps), 80, plainStyle)).toEqual([
    'home, from an empty cluster: what comes up is there after 40 s; 1 never comes up',
    '',
    '  infra                          ██████████████████                   20 s',
    '    HelmRelease metallb          █████████                            10 s',
    '  apps                           ░░░░░░░░░░░░░░░░░░█████████████████  40 s',
    '  late                           ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  never',
    '',
    '  ░ waits   █ works   ? not known',
    '',
    'What it takes longest for: infra → apps',
    '',
    'Never comes up',
    '  Kustomization/flux-system/late: waits for late-1',
    '  → Kustomization/flux-system/late-1: it is in a circle',
  ]);
});

test('many stages that come up alike are one line, and no line is wider than the terminal', () => {
  const steps = Array.from({ length: 60 }, (_, i) => step(`a-stage-with-quite-a-long-name-${i}`));
  const lines = printTimeline(reportOf(steps), 80, plainStyle);
  expect(lines[2]).toMatch(/^ {2}a-stage-with-quit… and 59 more/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});
