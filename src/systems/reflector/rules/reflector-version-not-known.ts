import type { LabRule } from '../../../check/rule.ts';
import { versionNotKnown } from '../../version-check.ts';
import { comparedVersions, isCovered } from '../chart-versions.ts';
import type { ReflectorLab } from '../lab.ts';

/** A version of the reflector chart of which nothing is known. */
export const reflectorVersionNotKnown: LabRule<ReflectorLab> = versionNotKnown({
  field: 'reflector',
  what: 'the reflector chart',
  versions: comparedVersions,
  covered: '10.0',
  supports: isCovered,
  examples: {
    passing: [{ 'versions.reflector': '10.0.40' }],
    failing: [{ 'versions.reflector': '7.1.288' }],
  },
});
