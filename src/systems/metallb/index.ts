import type { System } from '../system.ts';
import { chart, chartClaim } from './chart.ts';
import { component } from './component.ts';

/** MetalLB: addresses for LoadBalancer Services on a network that has no cloud. */
export const system = {
  id: 'metallb',
  title: 'MetalLB',
  docs: 'https://metallb.io/',
  upstream: '0.14.9, 0.16.1',
  claims: [chartClaim],
  assumptions: [],
  component,
  charts: [chart],
} satisfies System;
