import type { DoctorReport } from '../doctor-report.ts';
import type { SymptomsView } from './symptoms-view.ts';

/** Symptoms by name, so that a link leads to one. */
export const viewSymptoms = ({ schemaVersion, cluster, diagnoses, ...rest }: DoctorReport): SymptomsView => ({
  ...{ schemaVersion, cluster },
  symptoms: diagnoses.map((each) => ({ ...each, id: `${each.playbook} ${each.objects[0] ?? ''}`.trim() })),
  notLookedAt: rest.notLookedAt,
  playbooks: rest.playbooks,
});
