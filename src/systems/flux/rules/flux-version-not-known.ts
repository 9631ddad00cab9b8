import type { LabRule } from '../../../check/rule.ts';
import { versionNotKnown } from '../../version-check.ts';
import type { FluxLab } from '../lab.ts';

/** A version of Flux of which nothing is known. */
export const fluxVersionNotKnown: LabRule<FluxLab> = versionNotKnown({
  field: 'flux',
  what: 'Flux',
  versions: ['2.9.4'],
  covered: '2.9',
  supports: (version) => /^v?2\.9\.\d+$/.test(version),
  examples: { passing: [{ 'versions.flux': 'v2.9.0' }], failing: [{ 'versions.flux': '9.9.9' }] },
});
