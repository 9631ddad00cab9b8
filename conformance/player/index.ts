export { compareAnswers, differenceLines, type StepDifferences } from './compare.ts';
export { type Deviation, judge, loadDeviations, type Verdict } from './deviations.ts';
export { loadRecording, loadScenarios, type Recording, saveRecording } from './load.ts';
export { createNodes } from './nodes.ts';
export { normalise } from './normalise.ts';
export { playScenario } from './play-scenario.ts';
export type { Scenario, StepAnswer, Target, WireAnswer, WireRequest } from './scenario.ts';
