import type { LabCheck } from '../../lab/checks/lab-check.ts';
import { versionNotKnown } from '../version-check.ts';
import { comparedVersions, isCompared } from './chart-versions.ts';
import type { CertManagerLab } from './lab.ts';
import { accountChecks } from './lab-check-account.ts';
import { nameChecks } from './lab-check-names.ts';

/** What cert-manager adds to the checks of a lab. */
export const labChecks: readonly LabCheck<CertManagerLab>[] = [
  ...nameChecks,
  ...accountChecks,
  versionNotKnown({
    field: 'certManager',
    what: 'the cert-manager chart',
    versions: comparedVersions,
    covered: 'v1.21',
    supports: isCompared,
  }),
];
