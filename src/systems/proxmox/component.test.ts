import { parseToObject } from 'hcl2-parser';
import { describe, expect, test } from 'vitest';
import type { LabInput } from '../lab.ts';
import { composeSystem, fileOf } from '../test-lab.ts';
import { component } from './component.ts';

type Settings = NonNullable<LabInput['machines']>['proxmox'];

const nodes: LabInput['nodes'] = [
  { name: 's1', address: '10.0.0.2', role: 'control-plane', host: 'oak' },
  { name: 'a1', address: '10.0.0.5', host: 'elm' },
  { name: 'a2', address: '10.0.0.6' },
];
const proxmox = (settings: Partial<Settings>): Partial<LabInput> => ({
  nodes,
  machines: {
    proxmox: {
      endpoint: 'https://fir.lan:8006',
      template: 'debian-13',
      token: { env: 'PVE_TOKEN' },
      ssh: { user: 'ops', keys: { file: '~/.ssh/id_ed25519.pub' } },
      ...settings,
    },
  },
});
const compose = (settings: Partial<Settings> = {}, input: Partial<LabInput> = {}) =>
  composeSystem('proxmox', { ...proxmox(settings), ...input });

type Hcl = Readonly<Record<string, unknown>>;
/** A file as a parser of HCL reads it back. */
const read = (parts: ReturnType<typeof compose>, name: string): Hcl => {
  const [value, problem] = parseToObject(fileOf(parts, `proxmox/${name}`)) as [Hcl, unknown];
  expect(problem ?? null).toBeNull();
  return value;
};
const resource = (file: Hcl, type: string, name: string): Hcl =>
  (file.resource as Record<string, Record<string, Hcl[]>>)[type]![name]![0]!;

const talos = { distribution: { kind: 'talos', api: { address: '10.0.0.8' } } };

describe('the machines on Proxmox', () => {
  test('are spread over the hosts of their nodes, sized by role, with static addresses', () => {
    const [locals] = read(compose(), 'machines.tf').locals as [{ machines: Record<string, Hcl> }];
    expect(locals.machines.s1).toEqual({
      host: 'oak',
      role: 'control-plane',
      cores: 2,
      memory: 4096,
      disk: 40,
      ipv4: '10.0.0.2/24',
      gateway4: '10.0.0.1',
    });
    expect(locals.machines.a1).toMatchObject({ host: 'elm', memory: 8192, disk: 100 });
    expect(locals.machines.a2).toMatchObject({ host: 'fir' });
  });

  test('are clones of the template with bpg/proxmox', () => {
    const machine = resource(read(compose(), 'machines.tf'), 'proxmox_virtual_environment_vm', 'machine');
    expect(machine).toMatchObject({
      node_name: `\${each.value.host}`,
      clone: [{ full: true, datastore_id: 'local-lvm' }],
      agent: [{ enabled: false }],
      stop_on_destroy: true,
      initialization: [
        {
          ip_config: [{ ipv4: [{ address: `\${each.value.ipv4}`, gateway: `\${each.value.gateway4}` }] }],
          user_account: [{ username: 'ops' }],
        },
      ],
    });
  });

  test('boot the image of Talos, one a host, and run its guest agent', () => {
    const file = read(compose({ template: undefined }, talos), 'machines.tf');
    expect(resource(file, 'proxmox_download_file', 'image')).toMatchObject({
      content_type: 'iso',
      decompression_algorithm: 'zst',
      url: 'https://factory.talos.dev/image/ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515/v1.13.9/nocloud-amd64.raw.xz',
    });
    const machine = resource(file, 'proxmox_virtual_environment_vm', 'machine');
    expect(machine).toMatchObject({ agent: [{ enabled: true }], scsi_hardware: 'virtio-scsi-pci' });
    expect(machine).not.toHaveProperty('clone');
  });

  test('are clones with a cloud-init drive and a numbered network with telmate/proxmox', () => {
    const machine = resource(
      read(compose({ provider: 'telmate/proxmox' }), 'machines.tf'),
      'proxmox_vm_qemu',
      'machine',
    );
    expect(machine).toMatchObject({
      clone: 'debian-13',
      ipconfig0: `ip=\${each.value.ipv4},gw=\${each.value.gateway4}`,
      network: [{ id: 0, model: 'virtio', bridge: 'vmbr0' }],
      disk: [{ slot: 'scsi0' }, { slot: 'ide2', type: 'cloudinit' }],
    });
  });
});

test.each([
  ['bpg/proxmox', '0.111.1', { endpoint: 'https://fir.lan:8006/' }],
  ['telmate/proxmox', '3.0.2-rc09', { pm_api_url: 'https://fir.lan:8006/api2/json' }],
] as const)('%s is pinned to %s and finds the host where it wants it', (provider, version, expected) => {
  const file = read(compose({ provider }), 'versions.tf');
  expect(file).toMatchObject({
    terraform: [{ required_providers: [{ proxmox: { source: provider, version } }] }],
    provider: { proxmox: [expected] },
  });
});

test.each([
  [{ env: 'PVE_TOKEN' }, '"$PVE_TOKEN"'],
  [{ file: '~/pve' }, '"$(cat ~/pve)"'],
  [{ sops: 'secrets/pve.yaml' }, '"$(sops --decrypt'],
])('the token of %j comes by the environment alone, as a variable that is never shown', (token, text) => {
  const parts = compose({ token });
  expect(parts.guide).toContain(`export TF_VAR_proxmox_api_token=${text}`);
  expect(read(parts, 'variables.tf')).toMatchObject({ variable: { proxmox_api_token: [{ sensitive: true }] } });
});

test('state never gets into the repository', () => {
  expect(fileOf(compose(), 'proxmox/.gitignore')).toContain('*.tfstate\n');
});

test('Talos on Proxmox takes the installer and the disk of such machines', () => {
  const text = fileOf(composeSystem('talos', { ...proxmox({}), ...talos }), 'talos/patches/all.yaml');
  expect(text).toContain('factory.talos.dev/nocloud-installer/ce4c98');
  expect(text).toContain('disk: /dev/sda');
});

test('Proxmox is composed where the lab names it', () => {
  expect(component.isChosen!({} as never)).toBe(false);
  expect(component.isChosen!(proxmox({}) as never)).toBe(true);
});
