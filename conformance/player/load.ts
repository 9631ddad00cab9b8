import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Scenario, type Step, type StepAnswer, VERBS } from './scenario.ts';

/** What a scenario file holds; steps name their verb by a key. */
interface ScenarioFile {
  readonly about: string;
  readonly namespace?: { readonly labels?: Record<string, string> } | false;
  readonly managedFields?: boolean;
  readonly exact?: readonly string[];
  readonly steps: readonly Record<string, unknown>[];
  readonly cleanup?: readonly string[];
}

/** What the real control plane answered to one scenario. */
export interface Recording {
  readonly kubernetes: string;
  readonly answers: readonly StepAnswer[];
}

const STEP_KEYS = new Set<string>(
  'name body accept contentType manager force save until within compare ignore unordered'.split(' '),
);

/** All scenarios below a folder (`theme/name/scenario.yaml`), in order. */
export function loadScenarios(root: string): readonly Scenario[] {
  return folders(root).flatMap((theme) =>
    folders(join(root, theme)).map((name) => loadScenario(join(root, theme, name), `${theme}/${name}`)),
  );
}

function folders(root: string): readonly string[] {
  const entries = readdirSync(root, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

function loadScenario(folder: string, id: string): Scenario {
  const file = parse(readFileSync(join(folder, 'scenario.yaml'), 'utf8'), { merge: true }) as ScenarioFile;
  if (!file.about) throw new Error(`${id}: "about" is missing`);
  const steps = file.steps.map((step, position) => readStep(step, position, id));
  const names = new Set(steps.map((step) => step.name));
  if (names.size !== steps.length) throw new Error(`${id}: two steps have one name`);
  const namespace = file.namespace === false ? false : (file.namespace?.labels ?? {});
  const { about, managedFields = false, exact = [], cleanup = [] } = file;
  return { id, folder, about, namespace, managedFields, exact, steps, cleanup };
}

function readStep(raw: Record<string, unknown>, position: number, id: string): Step {
  const verb = VERBS.find((known) => known in raw);
  if (!verb) throw new Error(`${id}: step ${position + 1} does nothing known`);
  const { [verb]: path, ...options } = raw;
  const strange = Object.keys(options).filter((key) => !STEP_KEYS.has(key));
  if (strange.length > 0) throw new Error(`${id}: step ${position + 1} has unknown keys: ${strange.join(', ')}`);
  return { name: `${position + 1} ${verb}`, ...options, verb, path: String(path) } as Step;
}

const recordPath = (scenario: Scenario): string => join(scenario.folder, 'record.json');

export function loadRecording(scenario: Scenario): Recording | undefined {
  const path = recordPath(scenario);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Recording) : undefined;
}

export function saveRecording(scenario: Scenario, recording: Recording): void {
  writeFileSync(recordPath(scenario), `${JSON.stringify(recording, null, 1)}\n`);
}
