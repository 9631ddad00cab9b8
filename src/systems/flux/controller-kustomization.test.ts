import { describe, expect, it } from 'vitest';
import { kinds } from '../../kube/types.ts';
import { configMap, gitRepository, kustomization, startFlux } from './test-kit.ts';

const revision = (n: number) => `main@sha1:${String(n).padStart(40, '0')}`;

describe('Kustomization', () => {
  it('applies what stands at its path and says which revision', async () => {
    const flux = await startFlux({ files: { 'apps/a.yaml': configMap('a', { k: 'v' }) } });
    await flux.create(gitRepository());
    await flux.create(kustomization('apps'));
    await flux.pass(5);
    expect(await flux.kustomization('apps')).toBe(`True ReconciliationSucceeded: Applied revision: ${revision(1)}`);
    const applied = await flux.get(kinds.ConfigMap, 'a', 'default');
    expect(applied).toMatchObject({ data: { k: 'v' } });
    expect(applied?.metadata.labels).toEqual({
      'kustomize.toolkit.fluxcd.io/name': 'apps',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    });
    expect(flux.failures()).toEqual([]);
  });
});
