import { definitionsOfChart } from '../chart-definitions.ts';
import type { System } from '../system.ts';
import { traefikAssumptions } from './assumptions.ts';
import { chart, chartClaim } from './chart.ts';
import { traefikClaims } from './claims.ts';
import { playGate } from './gate/play-gate.ts';

/** Traefik: the one entry to all apps. */
export const system = {
  id: 'traefik',
  title: 'Traefik',
  docs: 'https://doc.traefik.io/traefik/',
  upstream: '3.2 to 3.7',
  claims: [...traefikClaims, chartClaim],
  assumptions: traefikAssumptions,
  annotationDomains: ['traefik.ingress.kubernetes.io'],
  charts: [chart],
  definitions: definitionsOfChart(chart, 'traefik.io'),
  controllers: async (options) => (await import('./controllers.ts')).traefikControllers(options),
  outlook: async (input) => (await import('./outlook/outlook.ts')).outlook(input),
  openGate: playGate,
} satisfies System;
