import { definitionsOfChart } from '../chart-definitions.ts';
import type { System } from '../system.ts';
import { webhooks } from './admission/webhooks.ts';
import { certManagerAssumptions } from './assumptions.ts';
import { chart, chartClaim } from './chart.ts';
import { certManagerClaims } from './claims.ts';

/** Certificates: issuers, requests and the Secrets that hold what they signed. */
export const system = {
  id: 'cert-manager',
  title: 'cert-manager',
  docs: 'https://cert-manager.io/docs/',
  upstream: '1.21.1',
  claims: [...certManagerClaims, chartClaim],
  assumptions: certManagerAssumptions,
  charts: [chart],
  definitions: definitionsOfChart(chart, 'cert-manager.io', 'acme.cert-manager.io'),
  controllers: async (options) => (await import('./controllers.ts')).certManagerControllers(options),
  webhooks,
  keptCertificates: async (cluster) => (await import('./certificates/kept-certificates.ts')).keptCertificates(cluster),
  outlook: async (input) => (await import('./outlook/outlook.ts')).outlook(input),
  readiness: [{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate' }],
  explainUnready: async (...of) => (await import('./certificates/explain-certificate.ts')).explainCertificate(...of),
} satisfies System;
