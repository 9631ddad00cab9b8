import { compareFindings, type Finding, hasErrors } from '../core/finding.ts';
import type { LabDefinition } from './define-lab.ts';
import { interpreted } from './interpreted.ts';
import type { LabCore } from './lab-core.ts';
import { readLabDocument } from './lab-document.ts';
import type { LabPlan } from './lab-plan.ts';
import type { LabProblem } from './lab-problem.ts';
import { schemaProblems } from './schema-issues.ts';

/** What became of a lab file. */
export interface LabReading<Lab extends LabCore> {
  /** There when the file is a valid lab; its findings may still hold errors of the plan. */
  readonly lab?: Lab;
  readonly plan?: LabPlan;
  /** In order of place. */
  readonly findings: readonly Finding[];
  /** As it was asked for. */
  readonly file: string;
  /** A problem that shows only later, with its line; there with the lab. */
  readonly place?: (problem: LabProblem) => Finding;
}

/** What is wrong with a lab that reads well: addresses that collide, names that do not fit together. */
export type CheckLab<Lab extends LabCore> = (lab: Lab, plan: LabPlan) => readonly LabProblem[];

/** What a lab file may hold, and what is checked in one that reads well. */
export interface LabLanguage<Lab extends LabCore> {
  readonly definition: LabDefinition<Lab>;
  readonly check: CheckLab<Lab>;
}

/** Reads the text of a lab file: pure. Every problem is a finding with line and column; nothing is thrown for bad input. */
export async function parseLab<Lab extends LabCore>(
  text: string,
  file: string,
  { definition, check }: LabLanguage<Lab>,
): Promise<LabReading<Lab>> {
  const { document, findings } = await readLabDocument(text, file, definition.secretFields);
  if (!document) return { findings, file };
  const report = (problems: readonly LabProblem[]) => problems.map(document.place).sort(compareFindings);
  const kubernetes = kubernetesObject(document.value);
  if (kubernetes) return { findings: report([kubernetes]), file };
  const { value } = document;
  const parsed = definition.schema.safeParse(value, interpreted);
  if (!parsed.success) return { findings: report(schemaProblems(parsed.error.issues, { value, definition })), file };
  const lab = parsed.data;
  const plan = definition.plan(lab);
  return { lab, plan, findings: report(check(lab, plan)), file, place: document.place };
}

/** Whether the reading is good enough to compose from. */
export const isUsable = <Lab extends LabCore>(
  reading: LabReading<Lab>,
): reading is LabReading<Lab> & { lab: Lab; plan: LabPlan } =>
  reading.lab !== undefined && reading.plan !== undefined && !hasErrors(reading.findings);

function kubernetesObject(value: unknown): LabProblem | undefined {
  if (typeof value !== 'object' || value === null || !('apiVersion' in value) || !('kind' in value)) return undefined;
  return {
    code: 'lab-not-a-lab',
    severity: 'error',
    path: ['apiVersion'],
    atKey: true,
    message: 'this is a Kubernetes object, not a lab file',
    hint: 'name the lab file, or check the folder of manifests as a repository',
  };
}
