import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { stepsOfFlux } from '../../repo/flux-steps.ts';
import { readRepository } from '../../repo/repository.ts';
import { createPlatformCluster, proofRuntime } from '../bring-up.ts';
import { loadSubject } from '../load-subject.ts';
import { edited, gate } from '../test-edits.ts';
import { helmIn } from './test-helm.ts';
import { example, liveOptions } from './test-live.ts';
import { upLive } from './up-live.ts';

async function planOf(path: string) {
  const { tree, releases } = await loadSubject(path);
  return stepsOfFlux(readRepository(tree), releases);
}

test('stages come behind those that they depend on, each with its releases; what only Flux reads is named', async () => {
  const { plan, leftOut, refusals, releases } = await planOf(example);
  const steps = plan.steps.map(({ step }) =>
    'install' in step ? `helm ${step.install.name}` : Object.values(step)[0],
  );
  const at = (name: string) => steps.indexOf(name);
  expect(refusals).toEqual([]);
  expect(at('helm metallb')).toBeGreaterThan(-1);
  expect(at('helm metallb')).toBeLessThan(at('infra/config/metallb'));
  expect(at('helm traefik')).toBeLessThan(at('infra/config/traefik'));
  expect(releases.map(({ release }) => release.object.kind)).toEqual(releases.map(() => 'Release'));
  expect(leftOut).toContain('GitRepository/flux-system/flux-system');
  const applied = plan.steps.flatMap(({ step, objects }) => ('install' in step ? [] : objects));
  expect(applied.filter(({ object }) => object.apiVersion.includes('toolkit.fluxcd.io'))).toEqual([]);
});

test.each([
  ['postRenderers', '  values:\n', '  postRenderers: [{kustomize: {images: [{name: a, newName: b}]}}]\n  values:\n'],
  ['suspended', '  values:\n', '  suspend: true\n  values:\n'],
])('a release with %s is not brought by halves', async (word, from, to) => {
  const { refusals } = await planOf(edited([[gate, from, to]]));
  expect(refusals).toMatchObject([
    { code: 'not-without-flux', object: 'HelmRelease/traefik/traefik', message: expect.stringContaining(word) },
  ]);
});

describe('a repository of Flux on a cluster without Flux', () => {
  let embedded: EmbeddedCluster;
  beforeAll(async () => {
    const { lab } = await loadSubject(example);
    // Definitions are there: this helm installs none.
    const input = { lab, ...proofRuntime(), installed: 'assumed', fetchSource: () => undefined } as const;
    embedded = await createPlatformCluster(input);
  });
  afterAll(() => embedded.stop());

  const up = (more: object = {}) =>
    upLive(
      example,
      liveOptions(embedded, {
        engine: 'direct',
        helm: async () => helmIn(embedded.cluster).helm,
        timeout: 300,
        ...more,
      }),
    );

  test('is brought there by kubectl and helm, and it is said what is left out', async () => {
    const report = await up();
    expect(report.findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['info without-flux']);
    expect(report.engine).toBe('direct');
    const applied = report.applied.map(({ object }) => object);
    expect(applied).toEqual(expect.arrayContaining(['IngressRoute/hello/hello', 'Release/traefik/traefik']));
    expect(applied.filter((each) => /^(Kustomization|HelmRelease|GitRepository)\//.test(each))).toEqual([]);
    expect(report.convergence.some(({ predictedReadyAt }) => predictedReadyAt !== undefined)).toBe(true);
  });

  test('comes to the same when it is run again', async () => {
    const before = embedded.revision();
    const report = await up();
    expect(report.applied.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
    expect(embedded.revision()).toBe(before);
  });
});
