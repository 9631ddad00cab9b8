import { compareFindings, type Finding, hasErrors } from '../core/finding.ts';
import { type AddressPlan, planAddresses } from './address-plan.ts';
import { labChecks } from './checks/index.ts';
import type { LabCheck } from './checks/lab-check.ts';
import { readLabDocument } from './lab-document.ts';
import type { LabProblem } from './lab-problem.ts';
import { type Lab, LabFile } from './schema.ts';
import { schemaProblems } from './schema-issues.ts';

/** What became of a lab file. */
export interface LabReading {
  /** There when the file is a valid lab; its findings may still hold errors of the plan. */
  readonly lab?: Lab;
  readonly plan?: AddressPlan;
  /** In order of place. */
  readonly findings: readonly Finding[];
  /** As it was asked for. */
  readonly file: string;
}

/** Reads the text of a lab file: pure. Every problem is a finding with line and column; nothing is thrown for bad input. `checks` are those of the lab floor unless said otherwise. */
export async function parseLab(
  text: string,
  file: string,
  checks: readonly LabCheck[] = labChecks,
): Promise<LabReading> {
  const { document, findings } = await readLabDocument(text, file);
  if (!document) return { findings, file };
  const report = (problems: readonly LabProblem[]) => problems.map(document.place).sort(compareFindings);
  const kubernetes = kubernetesObject(document.value);
  if (kubernetes) return { findings: report([kubernetes]), file };
  const parsed = LabFile.safeParse(document.value);
  if (!parsed.success) return { findings: report(schemaProblems(parsed.error.issues, document.value)), file };
  const lab = parsed.data;
  const plan = planAddresses(lab);
  return { lab, plan, findings: report(checkLab(lab, plan, checks)), file };
}

/** What is wrong with a lab that reads well: addresses that collide, names that do not fit together. */
export function checkLab(lab: Lab, plan: AddressPlan, checks: readonly LabCheck[]): LabProblem[] {
  return checks.flatMap(({ code, severity, why, check }) =>
    check(lab, plan).map((problem) => ({ code, severity, why, ...problem })),
  );
}

/** Whether the reading is good enough to compose from. */
export const isUsable = (reading: LabReading): reading is LabReading & { lab: Lab; plan: AddressPlan } =>
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
