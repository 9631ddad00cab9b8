import type { LabCheck } from '../../lab/checks/lab-check.ts';
import { versionNotKnown } from '../version-check.ts';
import { comparedVersions, isCovered } from './chart-versions.ts';
import type { TraefikLab } from './lab.ts';
import { entryPointChecks } from './lab-check-entry-points.ts';

/** What Traefik adds to the checks of a lab. */
export const labChecks: readonly LabCheck<TraefikLab>[] = [
  ...entryPointChecks,
  versionNotKnown({
    field: 'traefik',
    what: 'the Traefik chart',
    versions: comparedVersions,
    covered: '33 to 41',
    supports: isCovered,
  }),
];
