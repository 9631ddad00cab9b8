import type { Diagnosis, NotLookedAt } from '../../operate/diagnose/diagnose.ts';
import type { schemaVersion } from '../up-report.ts';

/** A symptom and its causes, to be found again by a link. */
export interface ShownSymptom extends Diagnosis {
  /** Of a deep link: the playbook and the first object. */
  readonly id: string;
}

/** What the platform is ill with, the worst first. */
export interface SymptomsView {
  readonly schemaVersion: typeof schemaVersion;
  /** Name of the lab, repository, snapshot or context. */
  readonly cluster: string;
  readonly symptoms: readonly ShownSymptom[];
  readonly notLookedAt: readonly NotLookedAt[];
  readonly playbooks: number;
}
