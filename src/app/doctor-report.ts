import { type Finding, hasErrors } from '../core/finding.ts';
import type { Diagnosis, NotLookedAt } from '../operate/diagnose/diagnose.ts';
import type { schemaVersion } from './up-report.ts';

/** A lab or repository that a cluster was held against. */
export interface HeldLab {
  readonly name: string;
  /** Where the cluster is not as it says: its nodes, its addresses, and what promises its hosts. */
  readonly findings: readonly Finding[];
}

/** What a cluster is ill with. */
export interface DoctorReport {
  readonly schemaVersion: typeof schemaVersion;
  /** Name of the context, or of the lab or repository that was brought up for it. */
  readonly cluster: string;
  /** What does not work first, the most certain first. */
  readonly diagnoses: readonly Diagnosis[];
  /** Playbooks that could not read all they need. */
  readonly notLookedAt: readonly NotLookedAt[];
  /** How many playbooks were gone through. */
  readonly playbooks: number;
  /** The lab or repository that the cluster was held against; left out where none was named. */
  readonly lab?: HeldLab;
}

/** Whether nothing is wrong: what is worth a warning works still. */
export const isHealthy = ({ diagnoses, lab }: Pick<DoctorReport, 'diagnoses' | 'lab'>): boolean =>
  diagnoses.every(({ severity }) => severity === 'warning') && !hasErrors(lab?.findings ?? []);
