import { describe, expect, test } from 'vitest';
import type { LabInput } from '../lab.ts';
import { composeSystem, documentsOf, fileOf } from '../test-lab.ts';

const nodes: LabInput['nodes'] = [
  { name: 'cp-1', address: '10.0.0.2', role: 'control-plane' },
  { name: 'w-1', address: '10.0.0.5', labels: { disk: 'ssd' }, taints: [{ key: 'gpu', effect: 'NoSchedule' }] },
];
const compose = (distribution: Extract<LabInput['distribution'], object>, input: Partial<LabInput> = {}) =>
  composeSystem('talos', { nodes, distribution, ...input });
const talos = { kind: 'talos', api: { address: '10.0.0.8' }, disk: '/dev/sda' } as const;

describe('the patches of Talos', () => {
  test('say the disk, the image with its schematic, and the networks of the cluster', () => {
    expect(documentsOf(compose(talos), 'talos/patches/all.yaml')).toEqual([
      {
        machine: {
          install: {
            disk: '/dev/sda',
            image:
              'factory.talos.dev/metal-installer/376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba:v1.13.9',
          },
        },
        cluster: { network: { podSubnets: ['10.244.0.0/16'], serviceSubnets: ['10.96.0.0/12'] } },
      },
    ]);
  });

  test('give a control plane its address and the one of the API, and its name by a document of its own', () => {
    expect(documentsOf(compose(talos), 'talos/nodes/cp-1.yaml')).toEqual([
      {
        machine: {
          network: {
            interfaces: [
              {
                deviceSelector: { physical: true },
                dhcp: false,
                addresses: ['10.0.0.2/24'],
                routes: [{ network: '0.0.0.0/0', gateway: '10.0.0.1' }],
                vip: { ip: '10.0.0.8' },
              },
            ],
          },
        },
      },
      { apiVersion: 'v1alpha1', kind: 'HostnameConfig', auto: 'off', hostname: 'cp-1' },
    ]);
  });

  test('give a worker labels and taints, and never the address of the API', () => {
    const [worker] = documentsOf(compose(talos), 'talos/nodes/w-1.yaml');
    expect(worker).toMatchObject({ machine: { nodeLabels: { disk: 'ssd' }, nodeTaints: { gpu: ':NoSchedule' } } });
    expect(JSON.stringify(worker)).not.toContain('vip');
  });

  test('say the name in the old way where Talos knows no other', () => {
    const parts = compose({ ...talos, interface: 'eth0' }, { versions: { talos: '1.11.6' } });
    const documents = documentsOf(parts, 'talos/nodes/cp-1.yaml');
    expect(documents).toHaveLength(1);
    expect(documents[0]).toMatchObject({
      machine: { network: { hostname: 'cp-1', interfaces: [{ interface: 'eth0' }] } },
    });
  });

  test('share folders with pods, add extensions and exempt namespaces as the lab says', () => {
    const parts = compose({
      ...talos,
      extensions: ['siderolabs/util-linux-tools', 'siderolabs/iscsi-tools'],
      mounts: ['/var/lib/longhorn'],
      privileged: ['longhorn-system'],
    });
    expect(fileOf(parts, 'talos/schematic.yaml')).toContain(
      '            - siderolabs/iscsi-tools\n            - siderolabs/util-linux-tools\n',
    );
    expect(documentsOf(parts, 'talos/patches/all.yaml')[0]).toMatchObject({
      machine: { kubelet: { extraMounts: [{ source: '/var/lib/longhorn', options: ['bind', 'rshared', 'rw'] }] } },
    });
    expect(JSON.stringify(documentsOf(parts, 'talos/patches/control-plane.yaml'))).toContain(
      '"exemptions":{"namespaces":["longhorn-system"]}',
    );
  });

  test.each([
    ['its usual folder', {}, '/var/lib/longhorn'],
    ['a folder of its own', { dataPath: '/var/mnt/longhorn' }, '/var/mnt/longhorn'],
  ])('bring what storage needs of machines: tools in the image, %s shared with pods', (_, longhorn, path) => {
    const parts = compose(talos, { storage: { longhorn } });
    // The image factory's own number of this schematic.
    const id = '613e1592b2da41ae5e265e8789429f22e121aab91cb4deb6bc3c0b6262961245';
    expect(documentsOf(parts, 'talos/patches/all.yaml')[0]).toMatchObject({
      machine: {
        install: { image: `factory.talos.dev/metal-installer/${id}:v1.13.9` },
        kubelet: {
          extraMounts: [{ source: path, destination: path, type: 'bind', options: ['bind', 'rshared', 'rw'] }],
        },
      },
    });
  });

  test.each([undefined, false, true])('let apps run on control planes: %s', (allowed) => {
    const parts = compose(talos, { allowSchedulingOnControlPlanes: allowed });
    expect(documentsOf(parts, 'talos/patches/control-plane.yaml')).toEqual([
      { cluster: { allowSchedulingOnControlPlanes: allowed ?? false } },
    ]);
  });
});

describe('the guide of Talos', () => {
  test('makes the configs for the API address, and bootstraps one machine once', () => {
    const { guide } = compose(talos);
    expect(guide).toContain('talosctl gen config barn https://10.0.0.8:6443 --with-secrets secrets.yaml');
    expect(guide).toContain('--patch @talos/nodes/w-1.yaml -o out/w-1.yaml');
    expect(guide?.match(/talosctl bootstrap/g)).toHaveLength(1);
  });

  test('never makes the API address an endpoint of talosctl', () => {
    expect(compose(talos).guide).toContain('talosctl config endpoint 10.0.0.2\n');
  });
});
