import { definitionsOfChart } from '../chart-definitions.ts';
import type { System } from '../system.ts';
import { chart } from './chart.ts';
import { claims } from './claims.ts';

/** Longhorn: volumes that are kept on several nodes. */
export const system: System = {
  id: 'longhorn',
  title: 'Longhorn',
  docs: 'https://longhorn.io/docs/',
  upstream: '1.12.1',
  claims,
  assumptions: [],
  charts: [chart],
  definitions: definitionsOfChart(chart, 'longhorn.io'),
  controllers: async () => (await import('./controllers.ts')).longhornControllers(),
};
