import { definitionsOfChart } from '../chart-definitions.ts';
import type { System } from '../system.ts';
import { webhooks } from './admission/webhooks.ts';
import { explainPending } from './allocation/explain-pending.ts';
import { explainAddress } from './announcement/explain-address.ts';
import { assumptions } from './assumptions.ts';
import { chart, chartClaim } from './chart.ts';
import { claims } from './claims.ts';
import { component } from './component.ts';
import { metallbControllers } from './controllers.ts';
import { manifestClaim, manifests } from './manifest.ts';

/** MetalLB in layer-2 mode: gives LoadBalancer Services their addresses and answers for them on the wire. */
export const system = {
  id: 'metallb',
  title: 'MetalLB',
  docs: 'https://metallb.io/',
  upstream: '0.16.1',
  claims: [...claims, chartClaim, manifestClaim],
  assumptions,
  component,
  charts: [chart],
  definitions: definitionsOfChart(chart, 'metallb.io'),
  manifests,
  controllers: metallbControllers,
  webhooks,
  explainAddress,
  explainPending,
  outlook: async (input, before) => (await import('./outlook/outlook.ts')).outlook(input, before),
} satisfies System;
