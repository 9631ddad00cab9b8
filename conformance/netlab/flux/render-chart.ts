// What Gatehouse makes of a chart that is in no module.
import type { ChartRelease } from '../../../src/charts/contract.ts';
import type { UnknownObject } from '../../../src/kube/object.ts';
import { systems } from '../../../src/systems/index.ts';
import type { System } from '../../../src/systems/system.ts';

/** Objects and CRDs of a release; throws where Gatehouse does not know the chart, or helm would refuse the values. */
export async function renderChart(
  name: string,
  release: ChartRelease,
): Promise<{ readonly objects: readonly UnknownObject[]; readonly crds: readonly UnknownObject[] }> {
  const outline = systems.flatMap((system: System) => system.charts ?? []).find(({ chart }) => chart === name);
  if (!outline) throw new Error(`the chart ${name} is in no module, and not known`);
  const { objects, error } = outline.render(release);
  if (error !== undefined) throw new Error(`${name}: ${error}`);
  return { objects, crds: await outline.crds(release) };
}
