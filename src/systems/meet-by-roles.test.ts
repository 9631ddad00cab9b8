import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checkLabBy } from '../check/check-lab.ts';
import type { Component } from '../compose/component.ts';
import { composeRepository } from '../compose/compose.ts';
import type { ComposedObject } from '../compose/composed-object.ts';
import { namespaceObject } from '../compose/objects/namespace.ts';
import type { RouteWish } from '../compose/roles.ts';
import type { FileTree } from '../core/file-tree.ts';
import { defineLab } from '../lab/define-lab.ts';
import { homeText, homeWith } from '../lab/fixtures/home.ts';
import { parseLab } from '../lab/parse-lab.ts';
import { nameText } from '../lab/scalars.ts';
import type { LabSlice, LabWith } from '../lab/slice.ts';
import { components } from './components.ts';
import { type Lab, type LabInput, slices } from './lab.ts';
import { labRules } from './lab-rules.ts';

/** A load balancer that is asked by annotations of its own, as kube-vip is (kube-vip docs, usage/cloud-provider). */
const vipFields = { kubeVip: z.strictObject({ interface: nameText.describe('Network interface.') }).optional() };
type VipLab = LabWith<typeof vipFields>;
const vipSlice = { place: 55, fields: vipFields, namespaces: ['kube-vip'] } satisfies LabSlice;
const vip: Component<VipLab> = {
  id: 'kube-vip',
  provides: {
    loadBalancer: () => ({
      request: ({ addresses }) => ({
        annotations: { 'kube-vip.io/loadbalancerIPs': addresses.join(',') },
        spec: { loadBalancerClass: 'kube-vip.io/kube-vip-class' },
      }),
    }),
  },
  needs: [],
  isChosen: ({ kubeVip }) => kubeVip !== undefined,
  compose: ({ kubeVip }, { delivery }) => ({
    sources: [delivery.chartSource('kube-vip', 'https://kube-vip.github.io/helm-charts')],
    controller: [
      namespaceObject('kube-vip', 'privileged'),
      delivery.release({
        ...{ name: 'kube-vip', namespace: 'kube-vip', chart: 'kube-vip', version: '0.6.6', repository: 'kube-vip' },
        values: { config: { vip_interface: kubeVip?.interface } },
      }),
    ],
    config: [],
    apps: [],
  }),
};

const doorFields = { door: z.strictObject({}).optional() };
type DoorLab = LabWith<typeof doorFields>;
const doorSlice = { place: 65, fields: doorFields, namespaces: ['door'] } satisfies LabSlice;

/** A gate with one kind for routes, that is told of its certificate by a kind, too. */
const door: Component<DoorLab & Pick<Lab, 'ingress'>> = {
  id: 'door',
  provides: {
    gate: () => ({
      namespace: 'door',
      ingressClass: 'door',
      route: (wish) => [passage(wish)],
      stream: () => [],
      defaultCertificate: (secretName) => [doorObject('Shown', { name: 'default', namespace: 'door' }, { secretName })],
    }),
  },
  needs: ['loadBalancer'],
  isChosen: (lab) => lab.door !== undefined,
  compose: ({ ingress }, { loadBalancer }) => {
    const { annotations, spec } = loadBalancer!.request({ addresses: [ingress!.address!].flat() });
    const metadata = { name: 'door', namespace: 'door', annotations };
    const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'LoadBalancer', ...spec } };
    const controller = [namespaceObject('door', 'restricted'), { file: 'service.yaml', object: service }];
    return { sources: [], controller, config: [], apps: [] };
  },
};

const doorObject = (kind: string, metadata: { name: string; namespace: string }, spec: object): ComposedObject => ({
  file: `${kind.toLowerCase()}-${metadata.name}.yaml`,
  object: { apiVersion: 'door.example.org/v1', kind, metadata, ...{ spec } },
});

const passage = ({ name, namespace, hosts, service, clients }: RouteWish) =>
  doorObject('Passage', { name, namespace }, { hosts, to: service.name, ...(clients && { clients }) });

const all: readonly Component<Lab & VipLab & DoorLab>[] = [...components, vip, door];
const definition = defineLab<Lab & VipLab & DoorLab, LabInput>([...slices, vipSlice, doorSlice]);

async function composed(text: string): Promise<FileTree> {
  const { lab, plan, findings } = await parseLab(text, 'lab.yaml', { definition, check: checkLabBy(labRules) });
  expect(findings).toEqual([]);
  return composeRepository({ lab: lab!, plan: plan! }, all).tree;
}

const objectAt = (tree: FileTree, path: string) =>
  load(tree.get(path)!) as { metadata: object; spec: { dependsOn?: unknown } };
const trusted = homeWith(['hosts: [hello.home.example.org]', 'hosts: [hello.home.example.org]\n    access: trusted']);
const withBoth = `${trusted}kubeVip: { interface: eth0 }\ndoor: {}\n`;

describe('a second load balancer and a second gate', () => {
  test('change nothing in a lab that does not ask for them', async () => {
    const { lab, plan } = await parseLab(homeText, 'lab.yaml', { definition, check: () => [] });
    const alone = composeRepository({ lab: lab!, plan: plan! }, components).tree;
    expect([...(await composed(homeText))]).toEqual([...alone]);
  });

  test('take the places of those that are there by default, of whom nothing is left', async () => {
    const tree = await composed(withBoth);
    const systems = [...tree.keys()].flatMap((path) => /^infra\/\w+\/([^/]+)\//.exec(path)?.[1] ?? []);
    expect([...new Set(systems)].sort()).toEqual(['cert-manager', 'door', 'kube-vip']);
    const left = [...tree].filter(
      ([path, text]) => !path.endsWith('README.md') && /metallb|traefik\.|TLSStore|: traefik$/im.test(text),
    );
    expect(left.map(([path]) => path)).toEqual([]);
  });

  test('serve the apps and the certificate, which name neither', async () => {
    const tree = await composed(withBoth);
    expect(objectAt(tree, 'apps/hello/passage-hello.yaml')).toEqual({
      apiVersion: 'door.example.org/v1',
      kind: 'Passage',
      metadata: { name: 'hello', namespace: 'hello' },
      spec: { hosts: ['hello.home.example.org'], to: 'hello', clients: ['192.168.0.0/16'] },
    });
    expect(objectAt(tree, 'infra/controller/door/service.yaml')).toMatchObject({
      metadata: { annotations: { 'kube-vip.io/loadbalancerIPs': '192.168.88.60' } },
      spec: { loadBalancerClass: 'kube-vip.io/kube-vip-class' },
    });
    expect(objectAt(tree, 'infra/config/cert-manager/certificate-wildcard.yaml')).toMatchObject({
      metadata: { namespace: 'door' },
    });
    expect(objectAt(tree, 'infra/config/cert-manager/shown-default.yaml')).toMatchObject({
      spec: { secretName: 'wildcard-tls' },
    });
  });

  test('come up in the order of what they need', async () => {
    const tree = await composed(withBoth);
    const waitsFor = (stage: string) => objectAt(tree, `cluster/${stage}.yaml`);
    expect(waitsFor('door-infra').spec.dependsOn).toEqual([{ name: 'kube-vip-infra' }]);
    expect(waitsFor('cert-manager-infra').spec.dependsOn).toEqual([{ name: 'sources' }]);
    expect(waitsFor('cert-manager-infra-config').spec.dependsOn).toEqual([
      { name: 'cert-manager-infra' },
      { name: 'door-infra' },
    ]);
    expect(waitsFor('apps').spec.dependsOn).toEqual([{ name: 'cert-manager-infra-config' }]);
  });

  test('give an app an address of its own', async () => {
    const hosts = 'hosts: [hello.home.example.org]';
    const text = homeWith([hosts, `${hosts}\n    service: { type: LoadBalancer, address: 192.168.88.70 }`]);
    const inOwnPool = text.replace('    - name: default\n', '    - name: default\n      autoAssign: false\n');
    const tree = await composed(`${inOwnPool}kubeVip: { interface: eth0 }\n`);
    expect(objectAt(tree, 'apps/hello/service.yaml')).toMatchObject({
      metadata: { annotations: { 'kube-vip.io/loadbalancerIPs': '192.168.88.70' } },
      spec: { loadBalancerClass: 'kube-vip.io/kube-vip-class' },
    });
    expect([...tree.keys()]).toContain('infra/controller/traefik/helmrelease.yaml');
  });

  test('keep their namespaces from apps of that name', async () => {
    const text = withBoth.replace('name: hello', 'name: door');
    expect(objectAt(await composed(text), 'apps/door/passage-door.yaml').metadata).toMatchObject({
      namespace: 'door-app',
    });
  });
});
