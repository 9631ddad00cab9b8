import { accessChecks } from './access.ts';
import { askedAddressChecks } from './asked-addresses.ts';
import { certificateChecks } from './certificates.ts';
import { entryPointChecks } from './entry-points.ts';
import { familyChecks } from './families.ts';
import type { LabCheck } from './lab-check.ts';
import { layoutChecks } from './layout.ts';
import { machineChecks } from './machines.ts';
import { nameChecks } from './names.ts';
import { poolChecks } from './pools.ts';
import { repositoryChecks } from './repository.ts';
import { workloadChecks } from './workloads.ts';

/** Everything that is checked in a lab that reads well. */
export const labChecks: readonly LabCheck[] = [
  ...poolChecks,
  ...askedAddressChecks,
  ...machineChecks,
  ...familyChecks,
  ...accessChecks,
  ...nameChecks,
  ...entryPointChecks,
  ...layoutChecks,
  ...repositoryChecks,
  ...certificateChecks,
  ...workloadChecks,
];
