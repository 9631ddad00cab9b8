import { definitionsOfChart } from '../chart-definitions.ts';
import type { System } from '../system.ts';
import { webhooks } from './admission/webhooks.ts';
import { assumptions } from './assumptions.ts';
import { chart, chartClaim } from './chart.ts';
import { claims } from './claims.ts';
import { manifestClaim, manifests } from './manifest.ts';

/** MetalLB in layer-2 mode: gives LoadBalancer Services their addresses and answers for them on the wire. */
export const system = {
  id: 'metallb',
  title: 'MetalLB',
  docs: 'https://metallb.io/',
  upstream: '0.16.1',
  claims: [...claims, chartClaim, manifestClaim],
  assumptions,
  charts: [chart],
  definitions: definitionsOfChart(chart, 'metallb.io'),
  manifests,
  controllers: async (options) => (await import('./controllers.ts')).metallbControllers(options),
  webhooks,
  explainAddress: async (...of) => (await import('./announcement/explain-address.ts')).explainAddress(...of),
  explainPending: async (...of) => (await import('./allocation/explain-pending.ts')).explainPending(...of),
  outlook: async (input, before) => (await import('./outlook/outlook.ts')).outlook(input, before),
} satisfies System;
