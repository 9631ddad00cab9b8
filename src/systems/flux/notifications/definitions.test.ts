import { expect, test } from 'vitest';
import { kustomizationKind } from '../read-objects.ts';
import { startFlux } from '../test-kit.ts';

const notices = `
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Provider
metadata: { name: chat, namespace: flux-system }
spec: { type: slack, channel: lab, secretRef: { name: chat } }
---
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Alert
metadata: { name: all, namespace: flux-system }
spec:
  providerRef: { name: chat }
  eventSources: [{ kind: Kustomization, name: '*' }]
---
apiVersion: notification.toolkit.fluxcd.io/v1
kind: Receiver
metadata: { name: push, namespace: flux-system }
spec:
  type: github
  secretRef: { name: push }
  resources: [{ kind: GitRepository, name: lab }]
`;

const stage = (files: string) => ({
  ...{ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
  metadata: { name: 'notices', namespace: 'flux-system' },
  spec: { interval: '10m', prune: true, path: files, sourceRef: { kind: 'GitRepository', name: 'lab' } },
});

test.each([
  ['as they are defined', notices, 'True ReconciliationSucceeded'],
  ['about what the Flux operator makes', notices.replace('kind: Kustomization', 'kind: FluxInstance'), 'True Recon'],
  ['only with a type that is known', notices.replace('slack', 'pigeon'), 'False ReconciliationFailed'],
])('Provider, Alert and Receiver are taken %s', async (_, text, condition) => {
  const flux = await startFlux({ files: { 'notices/all.yaml': text } });
  await flux.create({
    ...{ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' },
    metadata: { name: 'lab', namespace: 'flux-system' },
    spec: { interval: '1m', url: 'https://git.example.org/lab.git' },
  });
  await flux.create(stage('./notices'));
  await flux.pass(120);
  expect(await flux.condition(kustomizationKind, 'notices')).toContain(condition);
});
