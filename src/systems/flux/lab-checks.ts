import type { LabCheck } from '../../lab/checks/lab-check.ts';
import { versionNotKnown } from '../version-check.ts';
import type { FluxLab } from './lab.ts';
import { folderChecks } from './lab-check-folders.ts';
import { sourceChecks } from './lab-check-source.ts';

/** What Flux adds to the checks of a lab. */
export const labChecks: readonly LabCheck<FluxLab>[] = [
  ...folderChecks,
  ...sourceChecks,
  versionNotKnown({
    field: 'flux',
    what: 'Flux',
    versions: ['2.9.4'],
    covered: '2.9',
    supports: (version) => /^v?2\.9\.\d+$/.test(version),
  }),
];
