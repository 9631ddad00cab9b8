import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { UnknownObject } from '../kube/object.ts';
import { planned } from '../systems/compose-part.ts';
import { component as flux } from '../systems/flux/component.ts';
import { component as kubernetes } from '../systems/kubernetes/component.ts';
import { type LabInput, labDefinition } from '../systems/lab.ts';
import type { Component } from './component.ts';
import { composeRepository } from './compose.ts';
import type { ComposedObject, ComposedSystem } from './composed-object.ts';
import type { RoleName } from './roles.ts';

const lab = (repository: Partial<LabInput['repository']> = {}) =>
  labDefinition.schema.parse({
    name: 'barn',
    repository: { url: 'https://git.example.org/barn.git', ...repository },
    network: { cidr: '10.0.0.0/24' },
    nodes: [{ name: 'n1', address: '10.0.0.2' }],
    addresses: { pools: [{ name: 'all', addresses: ['10.0.0.9'] }] },
    ingress: { address: '10.0.0.9' },
    certificates: { issuer: { type: 'internal-ca' }, domains: ['barn.example.org'] },
  });

const thing = (file: string, name = file): ComposedObject => ({
  file,
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: name.replace('.yaml', '') } },
});

const component = (id: string, parts: Partial<ComposedSystem>, needs: string[] = []): Component => ({
  id,
  needs: needs as RoleName[],
  provides: { [id]: () => ({}) } as Component['provides'],
  compose: () => ({ sources: [], controller: [], config: [], apps: [], ...parts }),
});

const hay = component('hay', {
  sources: [thing('farm.yaml')],
  controller: [thing('barn.yaml')],
  config: [thing('bale.yaml')],
});
const cow = component('cow', { sources: [thing('farm.yaml')], config: [thing('milk.yaml')] }, ['hay']);
const apps = component('apps', { apps: [{ name: 'cheese', objects: [thing('wheel.yaml')] }] }, ['cow']);

const read = (tree: ReadonlyMap<string, string>, path: string) =>
  load(tree.get(path)!) as UnknownObject & { spec: Record<string, unknown> };
const composed = (of: ReturnType<typeof lab>, components: readonly Component[]) =>
  composeRepository(planned(of), [...components, flux, kubernetes]);
const waits = (components: Component[]) =>
  Object.fromEntries(composed(lab(), components).stages.map(({ name, dependsOn }) => [name, dependsOn]));

describe('a composed repository', () => {
  test('has a stage for each part that holds something, each waiting for the one before', () => {
    expect(waits([apps, cow, hay])).toEqual({
      sources: [],
      'hay-infra': ['sources'],
      'hay-infra-config': ['hay-infra'],
      'cow-infra-config': ['hay-infra-config'],
      apps: ['cow-infra-config'],
    });
  });

  test('lets stages that need nothing of each other come up side by side', () => {
    const barn = { controller: [thing('barn.yaml')], config: [thing('bale.yaml')], sources: [thing('farm.yaml')] };
    const gate = { ...component('gate', barn), fillsWithController: true };
    const papers = { ...component('papers', barn), configNeeds: ['gate' as RoleName] };
    const apps = component('apps', { apps: [{ name: 'cheese', objects: [thing('wheel.yaml')] }] }, ['gate', 'papers']);
    const note = component('note', { config: [thing('note.yaml')] });
    expect(waits([apps, gate, papers, note])).toEqual({
      sources: [],
      'gate-infra': ['sources'],
      'gate-infra-config': ['gate-infra'],
      'note-infra-config': [],
      'papers-infra': ['sources'],
      'papers-infra-config': ['papers-infra', 'gate-infra'],
      apps: ['papers-infra-config'],
    });
  });

  test('passes over a system that adds nothing', () => {
    expect(waits([hay, component('cow', {}, ['hay']), apps])).toMatchObject({ apps: ['hay-infra-config'] });
  });

  test('has each object in a file of its own, listed by its folder', () => {
    const { tree } = composed(lab(), [hay, cow, apps]);
    expect([...tree.keys()]).toEqual([
      '.github/workflows/gatehouse.yaml',
      '.gitignore',
      '.pre-commit-config.yaml',
      'README.md',
      'apps/cheese/kustomization.yaml',
      'apps/cheese/wheel.yaml',
      'apps/kustomization.yaml',
      'cluster/apps.yaml',
      'cluster/cow-infra-config.yaml',
      'cluster/flux-system/gotk-sync.yaml',
      'cluster/flux-system/kustomization.yaml',
      'cluster/hay-infra-config.yaml',
      'cluster/hay-infra.yaml',
      'cluster/sources.yaml',
      'dns/hosts',
      'infra/config/cow/kustomization.yaml',
      'infra/config/cow/milk.yaml',
      'infra/config/hay/bale.yaml',
      'infra/config/hay/kustomization.yaml',
      'infra/controller/hay/barn.yaml',
      'infra/controller/hay/kustomization.yaml',
      'infra/helmrepositories/farm.yaml',
      'infra/helmrepositories/kustomization.yaml',
      'renovate.json',
    ]);
    expect(read(tree, 'infra/config/hay/kustomization.yaml').resources).toEqual(['bale.yaml']);
    expect(read(tree, 'apps/kustomization.yaml').resources).toEqual(['cheese']);
  });

  test('gives every stage less time than passes between two rounds', () => {
    const { tree, stages } = composed(lab(), [hay, cow, apps]);
    const minutes = (text: unknown) => Number(String(text).replace('m', ''));
    for (const { name, path } of stages) {
      const { spec } = read(tree, `cluster/${name}.yaml`);
      expect(spec).toMatchObject({
        prune: true,
        wait: true,
        path: `./${path}`,
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      });
      expect(minutes(spec.timeout)).toBeLessThan(minutes(spec.interval));
      expect(minutes(spec.retryInterval)).toBeLessThan(minutes(spec.interval));
    }
  });

  test('reads from the branch, with the credentials, into the folders the lab names', () => {
    const { tree } = composed(
      lab({ branch: 'next', secret: 'git', folders: { cluster: './flux/', sources: 'charts' } }),
      [hay],
    );
    const [, source] = tree.get('flux/flux-system/gotk-sync.yaml')!.split('---\n');
    expect(load(source!)).toMatchObject({ spec: { ref: { branch: 'next' }, secretRef: { name: 'git' } } });
    expect(tree.get('README.md')).toContain('--branch=next --path=flux --secret-name=git --version=v');
    expect(read(tree, 'flux/sources.yaml').spec.path).toBe('./charts');
    expect([...tree.keys()].filter((path) => path.startsWith('charts/'))).toHaveLength(2);
  });

  test('decrypts the stage that holds a secret, and tells in the guide what to create by hand', () => {
    const secret = (from: { sops?: string; file?: string; env?: string }) =>
      component('hay', {
        config: [thing('bale.yaml')],
        secrets: [{ namespace: 'hay', name: 'key', key: 'k', purpose: 'the key', from }],
      });
    const encrypted = composed(lab(), [secret({ sops: 'infra/config/hay/key.sops.yaml' })]).tree;
    expect(read(encrypted, 'infra/config/hay/kustomization.yaml').resources).toEqual(['bale.yaml', 'key.sops.yaml']);
    expect(read(encrypted, 'cluster/hay-infra-config.yaml').spec.decryption).toMatchObject({ provider: 'sops' });
    const byHand = composed(lab(), [secret({ env: 'HAY_KEY' })]);
    expect(read(byHand.tree, 'cluster/hay-infra-config.yaml').spec.decryption).toBeUndefined();
    expect(byHand.tree.get('README.md')).toContain(
      'kubectl -n hay create secret generic key --from-literal=k="$HAY_KEY"',
    );
    expect(byHand.secrets).toMatchObject([{ name: 'key', from: { env: 'HAY_KEY' } }]);
  });

  test('tells in the guide which name points where', () => {
    const { apps: _, ...rest } = lab();
    const named = labDefinition.schema.parse({
      ...rest,
      ingress: { address: '10.0.0.9', dashboard: { address: ['10.0.0.8', 'fd00::8'], host: 'gate.barn.example.org' } },
      apps: [{ name: 'cheese', image: 'i', hosts: ['cheese.barn.example.org'] }],
    });
    const guide = composed(named, [hay]).tree.get('README.md')!;
    expect(guide).toContain('| cheese.barn.example.org | 10.0.0.9 |\n| gate.barn.example.org | 10.0.0.8, fd00::8 |');
  });

  test('refuses folders that two parts would share a file in', () => {
    const shared = lab({ folders: { controllers: 'infra/x', configs: 'infra/x' } });
    expect(() => composed(shared, [hay])).toThrow('two objects claim the file infra/x/hay/kustomization.yaml');
  });
});
