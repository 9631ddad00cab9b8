import type { Diagnosis } from '../../operate/diagnose/diagnose.ts';
import type { DoctorReport } from '../doctor-report.ts';

/** A symptom and its causes, to be found again by a link. */
export interface ShownSymptom extends Diagnosis {
  /** Of a deep link: the playbook and the first object. */
  readonly id: string;
}

/** What the platform is ill with, the worst first. */
export interface SymptomsView extends Pick<DoctorReport, 'schemaVersion' | 'cluster' | 'notLookedAt' | 'playbooks'> {
  readonly symptoms: readonly ShownSymptom[];
}
