import type { ChartOutline } from '../charts/contract.ts';
import type { System } from './system.ts';

/** The definitions of some groups as the newest version of a chart brings them that is known. */
export const definitionsOfChart = (chart: ChartOutline, ...groups: readonly string[]): System['definitions'] => ({
  groups,
  load: async () => {
    const { namespace, values } = chart.usual;
    return chart.crds({ name: chart.chart, namespace, version: chart.versions[0] ?? '', values });
  },
});
