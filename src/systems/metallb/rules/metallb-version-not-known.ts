import type { LabRule } from '../../../check/rule.ts';
import { versionNotKnown } from '../../version-check.ts';
import { comparedVersions } from '../chart-files.ts';
import { isCompared } from '../chart-versions.ts';
import type { MetallbLab } from '../lab.ts';

/** A version of the MetalLB chart of which nothing is known. */
export const metallbVersionNotKnown: LabRule<MetallbLab> = versionNotKnown({
  field: 'metallb',
  what: 'the MetalLB chart',
  versions: comparedVersions,
  covered: '0.14 and 0.16',
  supports: isCompared,
  examples: { passing: [{ 'versions.metallb': '0.14.9' }], failing: [{ 'versions.metallb': '0.15.2' }] },
});
