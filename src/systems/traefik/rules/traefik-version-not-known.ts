import type { LabRule } from '../../../check/rule.ts';
import { versionNotKnown } from '../../version-check.ts';
import { comparedVersions, isCovered } from '../chart-versions.ts';
import type { TraefikLab } from '../lab.ts';

/** A version of the Traefik chart of which nothing is known. */
export const traefikVersionNotKnown: LabRule<TraefikLab> = versionNotKnown({
  field: 'traefik',
  what: 'the Traefik chart',
  versions: comparedVersions,
  covered: '33 to 41',
  supports: isCovered,
  examples: { passing: [{ 'versions.traefik': '37.4.0' }], failing: [{ 'versions.traefik': '410.3.0' }] },
});
