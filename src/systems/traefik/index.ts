import type { System } from '../system.ts';
import { chart, chartClaim } from './chart.ts';
import { component } from './component.ts';

/** Traefik: the one entry to all apps. */
export const system = {
  id: 'traefik',
  title: 'Traefik',
  docs: 'https://doc.traefik.io/traefik/',
  upstream: '3.2 to 3.7',
  claims: [chartClaim],
  assumptions: [],
  component,
  charts: [chart],
} satisfies System;
