import { accessChecks } from './access.ts';
import { familyChecks } from './families.ts';
import type { LabCheck } from './lab-check.ts';
import { machineChecks } from './machines.ts';

/** What is checked in any lab that reads well, whatever systems it has. */
export const labChecks: readonly LabCheck[] = [...machineChecks, ...familyChecks, ...accessChecks];
