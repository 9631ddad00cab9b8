import type { System } from '../system.ts';
import { chart } from './chart.ts';
import { claims } from './claims.ts';

/** metrics-server: serves the metrics of nodes and pods to `kubectl top` and to autoscalers. */
export const system: System = {
  id: 'metrics-server',
  title: 'metrics-server',
  docs: 'https://kubernetes-sigs.github.io/metrics-server/',
  upstream: '0.8.1, chart 3.13.1',
  claims,
  assumptions: [],
  charts: [chart],
};
