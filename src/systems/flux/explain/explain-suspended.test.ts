import { afterEach, beforeEach, expect, test } from 'vitest';
import { printRef } from '../../../kube/object.ts';
import { gitRepositoryKind, helmRepositoryKind, kustomizationKind } from '../read-objects.ts';
import { gitRepository, startFlux } from '../test-kit.ts';
import { explainSuspended } from './explain-suspended.ts';

let flux: Awaited<ReturnType<typeof startFlux>>;
beforeEach(async () => {
  flux = await startFlux({ files: {} });
});
afterEach(() => flux.stop());

const stage = (spec: object = {}) => ({
  ...kustomizationKind,
  metadata: { name: 'apps', namespace: 'flux-system' },
  spec: { interval: '1m', prune: true, sourceRef: { kind: 'GitRepository', name: 'homelab' }, ...spec },
});
const source = (spec: object = {}) => {
  const { metadata, ...rest } = gitRepository(spec);
  return { ...rest, metadata: { ...metadata, name: 'homelab' } };
};
const charts = (suspend: boolean) => ({
  ...helmRepositoryKind,
  metadata: {
    name: 'charts',
    namespace: 'flux-system',
    labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
  },
  spec: { url: 'https://charts.example.org', interval: '1h', suspend },
});

test.each([
  ['itself', [source(), stage({ suspend: true })], 'Kustomization/flux-system/apps'],
  ['its source', [source({ suspend: true }), stage()], `${gitRepositoryKind.kind}/flux-system/homelab`],
  ['what it applied', [source(), charts(true), stage()], 'HelmRepository/flux-system/charts'],
  ['nothing', [source(), charts(false), stage()], undefined],
])('a stage that waits for ever is explained by %s being suspended', async (_, objects, named) => {
  for (const object of objects) await flux.create(object);
  const found = await flux.get(kustomizationKind, 'apps');
  const cause = found && (await explainSuspended(flux.cluster, { ...found, ...kustomizationKind }));
  expect(cause && printRef(cause.object)).toBe(named);
  expect(cause?.message).toBe(named && 'it is suspended: Flux does nothing with it');
});
