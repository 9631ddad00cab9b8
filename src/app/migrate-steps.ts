import { planMigration } from '../compose/migration/plan-migration.ts';
import type { MigrationStep } from '../compose/migration/step.ts';
import { components } from '../systems/components.ts';
import { isPushed, type Sides, stateOf } from './migrate-state.ts';
import { dhcpLeaseSeconds, namesMoveSeconds } from './migrate-times.ts';

/** The steps from one side to the other; what no system composes, as patches and files of a person's own, comes with the last of them. */
export async function stepsBetween(sides: Sides): Promise<readonly MigrationStep[]> {
  const times = { lease: dhcpLeaseSeconds.value, names: namesMoveSeconds.value };
  const steps = planMigration({ from: sides.from.parts, to: sides.to.parts }, components, times);
  return steps.some(isPushed) || !(await differs(sides)) ? steps : [...steps, restStep];
}

/** Whether the repositories make other objects. */
async function differs({ from, to }: Sides): Promise<boolean> {
  const [old, now] = [await stateOf(from), await stateOf(to)];
  const content = ({ repository, releases }: typeof old) =>
    JSON.stringify([repository.objects.map(({ object }) => object), releases.map(({ rendering }) => rendering)]);
  return content(old) !== content(now);
}

const restStep: MigrationStep = {
  id: 'rest',
  title: 'Bring changed files to the cluster',
  by: 'repository',
  todo: [],
  why: 'what is not composed is another: patches, values, or files of your own',
  needs: [],
  gives: [],
  action: { type: 'whole' },
};
