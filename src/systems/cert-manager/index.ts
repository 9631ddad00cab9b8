import type { System } from '../system.ts';
import { chart, chartClaim } from './chart.ts';
import { component } from './component.ts';

/** cert-manager: certificates, asked for, issued and renewed. */
export const system = {
  id: 'cert-manager',
  title: 'cert-manager',
  docs: 'https://cert-manager.io/docs/',
  upstream: '1.21.1',
  claims: [chartClaim],
  assumptions: [],
  component,
  charts: [chart],
} satisfies System;
