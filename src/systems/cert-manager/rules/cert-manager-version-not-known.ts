import type { LabRule } from '../../../check/rule.ts';
import { versionNotKnown } from '../../version-check.ts';
import { comparedVersions } from '../chart-files.ts';
import { isCompared } from '../chart-versions.ts';
import type { CertManagerLab } from '../lab.ts';

/** A version of the cert-manager chart of which nothing is known. */
export const certManagerVersionNotKnown: LabRule<CertManagerLab> = versionNotKnown({
  field: 'certManager',
  what: 'the cert-manager chart',
  versions: comparedVersions,
  covered: 'v1.21',
  supports: isCompared,
  examples: { passing: [{ 'versions.certManager': '1.21.1' }], failing: [{ 'versions.certManager': 'v1.15.0' }] },
});
