import { describe, expect, test } from 'vitest';
import { composeRepository } from '../compose/compose.ts';
import { layouts } from '../compose/layouts/index.ts';
import { compareText } from '../core/finding.ts';
import { printRef } from '../kube/object.ts';
import { layoutIds } from '../lab/lab-core.ts';
import { readRepository } from '../repo/repository.ts';
import { components } from './components.ts';
import { planned } from './compose-part.ts';
import { type LabInput, labDefinition } from './lab.ts';

const input: LabInput = {
  name: 'loft',
  domain: 'loft.example.org',
  network: { cidr: '10.0.0.0/24' },
  nodes: [{ name: 'n1', address: '10.0.0.2', role: 'control-plane' }],
  addresses: { install: 'chart', pools: [{ name: 'all', addresses: '10.0.0.60-10.0.0.61' }] },
  ingress: { address: '10.0.0.60', dashboard: { address: '10.0.0.61', host: 'traefik' } },
  apps: [{ name: 'whoami', image: 'docker.io/traefik/whoami:v1.11.0', port: 80 }],
};
const compose = (layout: (typeof layoutIds)[number], path?: string) => {
  const repository = { layout, ...(layout !== 'plain' && { url: 'https://git.example.org/loft.git' }), path };
  return composeRepository(planned(labDefinition.schema.parse({ ...input, repository })), components).tree;
};
/** What makes the machines, and what is for people and for what keeps the repository, is not brought to the cluster: it stands at the root. */
const isBeside = (path: string): boolean =>
  /^(k3s\/|dns\/|\.github\/|\.gitignore|\.pre-commit|renovate|README)/.test(path);
/** What is brought to the cluster, but for what delivers it. */
const refs = (tree: ReadonlyMap<string, string>) =>
  readRepository(tree)
    .objects.filter(({ object }) => !/toolkit\.fluxcd\.io|^gatehouse\//.test(object.apiVersion))
    .map(({ object }) => printRef(object))
    .sort();

test('each layout of the lab file is one file of the family', () => {
  expect(layouts.map(({ id }) => id).sort()).toEqual([...layoutIds].sort());
});

describe.each(layoutIds)('the layout %s', (layout) => {
  test('loses nothing of what another one brings', () => {
    expect(refs(compose(layout)).length).toBeGreaterThan(10);
    expect(refs(compose(layout))).toEqual(refs(compose('controllers-configs')));
  });

  test('puts the same files into the folder that the lab names', () => {
    const files = [...compose(layout).keys()].map((path) => (isBeside(path) ? path : `kubernetes/${path}`));
    expect([...compose(layout, 'kubernetes').keys()]).toEqual(files.sort(compareText));
  });

  test('reads back without findings', () => {
    expect(readRepository(compose(layout)).findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});

test('an encrypted Secret that pods of a release take comes with the release, not after it', () => {
  const sops = 'secrets/token.sops.yaml';
  const ingress = {
    address: '10.0.0.60',
    acme: { challenge: 'dns-cloudflare' as const, email: 'me@loft.example.org', apiToken: { sops } },
  };
  const treeOf = (layout: (typeof layoutIds)[number]) => {
    const repository = { layout, ...(layout !== 'plain' && { url: 'https://git.example.org/loft.git' }) };
    return composeRepository(planned(labDefinition.schema.parse({ ...input, ingress, repository })), components).tree;
  };
  const byStages = treeOf('controllers-configs');
  expect(byStages.get('infra/controller/traefik/kustomization.yaml')).toContain(`../../../${sops}`);
  expect(byStages.get('cluster/traefik-infra.yaml')).toContain('provider: sops');
  const clusters = treeOf('clusters');
  expect(clusters.get('infrastructure/controllers/traefik/kustomization.yaml')).toContain(`../../../${sops}`);
  expect(clusters.get('clusters/loft/infrastructure.yaml')).toMatch(
    /path: .\/infrastructure\/controllers[^-]*provider: sops/,
  );
  const steps = treeOf('plain').get('steps.yaml')!;
  expect(steps.indexOf(`decrypt: ${sops}`)).toBeLessThan(steps.indexOf('name: traefik'));
});

test('the layout clusters has a stage for each app, which waits for no other app', () => {
  const apps = ['one', 'two'].map((name) => ({ name, image: 'docker.io/traefik/whoami:v1.11.0', port: 80 }));
  const repository = { layout: 'clusters' as const, url: 'https://git.example.org/loft.git' };
  const lab = labDefinition.schema.parse({ ...input, apps, repository });
  const { stages } = composeRepository(planned(lab), components);
  expect(stages.filter(({ name }) => name.startsWith('app'))).toEqual([
    { name: 'app-one', path: 'apps/one', dependsOn: ['infrastructure-configs'] },
    { name: 'app-two', path: 'apps/two', dependsOn: ['infrastructure-configs'] },
  ]);
});
