import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedTarget, startEmbedded } from './embedded/target.ts';
import {
  compareAnswers,
  differenceLines,
  judge,
  loadDeviations,
  loadRecording,
  loadScenarios,
  normalise,
  playScenario,
  type StepDifferences,
} from './player/index.ts';

const here = import.meta.dirname;
const scenarios = loadScenarios(join(here, 'scenarios'));
const deviations = loadDeviations(join(here, 'deviations.json'));

const text = ({ step, differences }: StepDifferences): string =>
  [`step "${step}"`, ...differences.flatMap((difference) => differenceLines(difference, ['record', 'embedded']))].join(
    '\n',
  );

describe('replay of what the real control plane answered', () => {
  let target: EmbeddedTarget;
  beforeAll(async () => {
    target = await startEmbedded();
  });
  afterAll(() => target.close());

  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', async (_id, scenario) => {
    const recording = loadRecording(scenario);
    if (!recording) throw new Error('no record: npm run conformance -- --record');
    const answers = normalise(scenario, await playScenario(scenario, target));
    const verdict = judge(scenario.id, compareAnswers(recording.answers, answers), deviations);
    expect(verdict.unexpected.map(text).join('\n')).toBe('');
    expect(verdict.stale, 'deviations that no longer are').toEqual([]);
  });

  test('every deviation speaks of a step that exists', () => {
    const steps = new Set(scenarios.flatMap(({ id, steps }) => steps.map(({ name }) => `${id}: ${name}`)));
    const strange = deviations.filter(({ scenario, step }) => step !== 'played' && !steps.has(`${scenario}: ${step}`));
    expect(strange).toEqual([]);
    expect(deviations.filter(({ reason }) => reason.trim() === '')).toEqual([]);
  });
});
