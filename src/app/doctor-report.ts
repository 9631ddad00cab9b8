import type { Diagnosis, NotLookedAt } from '../operate/diagnose/diagnose.ts';
import type { schemaVersion } from './up-report.ts';

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
}

/** Whether nothing is wrong: what is worth a warning works still. */
export const isHealthy = ({ diagnoses }: Pick<DoctorReport, 'diagnoses'>): boolean =>
  diagnoses.every(({ severity }) => severity === 'warning');
