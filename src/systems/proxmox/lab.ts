import * as z from 'zod';
import type { SlicePlan } from '../../lab/lab-plan.ts';
import { checkedText, filledText, versionText } from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';

const sizeText = checkedText(
  (text) =>
    /^[1-9]\d{0,5}(Mi|Gi|Ti)$/.test(text)
      ? undefined
      : { message: `${JSON.stringify(text)} is no size`, hint: 'write a whole number and Mi, Gi or Ti, e.g. 4Gi' },
  '^[1-9][0-9]{0,5}(Mi|Gi|Ti)$',
);

const endpointText = checkedText((text) => {
  if (!URL.canParse(text) || !text.startsWith('https://'))
    return { message: `${JSON.stringify(text)} is no https address`, hint: 'write it so: https://host.lan:8006' };
  return ['', '/'].includes(new URL(text).pathname)
    ? undefined
    : { message: `${JSON.stringify(text)} has a path`, hint: 'leave it out: each provider gets the one that it wants' };
}, '^https://[^/]+/?$');

const sizeOf = (what: string, size: { cores: number; memory: string; disk: string }) =>
  z
    .strictObject({
      cores: z.number().int().min(1).max(512).default(size.cores).describe('Cores.'),
      memory: sizeText.default(size.memory).describe('Memory, all of it the machine’s own.'),
      disk: sizeText.default(size.disk).describe('Size of its disk.'),
    })
    .prefault({})
    .describe(`Size of ${what}.`);

const Ssh = z
  .strictObject({
    user: filledText.describe('Name of the user that the first start makes.'),
    keys: z
      .union([z.array(filledText), z.strictObject({ file: filledText.describe('A file with a public key.') })])
      .describe('Public keys that may log in: a list, or the file that holds one.'),
  })
  .describe('Who may log in to the machines; not asked on Talos, which nobody logs in to.');

const Proxmox = z
  .strictObject({
    endpoint: endpointText.describe('Where a host of Proxmox VE answers, such as `https://host.lan:8006`.'),
    provider: z
      .enum(['bpg/proxmox', 'telmate/proxmox'])
      .default('bpg/proxmox')
      .describe('The provider that OpenTofu or Terraform uses.'),
    template: filledText
      .optional()
      .describe('Name of the template that is cloned: an image with cloud-init. Talos needs none with bpg/proxmox.'),
    storage: filledText.default('local-lvm').describe('Storage of the disks.'),
    images: filledText.default('local').describe('Storage of images, for machines that need no template.'),
    bridge: filledText.default('vmbr0').describe('Bridge that the machines are on.'),
    vlan: z.number().int().min(1).max(4094).optional().describe('VLAN of the machines.'),
    cpu: filledText.default('x86-64-v2-AES').describe('Type of the processor.'),
    agent: z
      .boolean()
      .optional()
      .describe('Whether the QEMU guest agent runs in the template. The image of Talos gets it.'),
    sizes: z
      .strictObject({
        'control-plane': sizeOf('a control plane', { cores: 2, memory: '4Gi', disk: '40Gi' }),
        worker: sizeOf('a worker', { cores: 4, memory: '8Gi', disk: '100Gi' }),
      })
      .prefault({})
      .describe('Sizes by role.'),
    ssh: Ssh.optional(),
    token: SecretReference,
  })
  .describe('Machines of Proxmox VE, each on the host that its node names.');

const fields = {
  machines: z
    .strictObject({ proxmox: Proxmox })
    .optional()
    .describe('What makes the machines; left out, they are there already.'),
};
const versions = {
  proxmoxBpg: versionText.default('0.111.1').describe('Version of the provider bpg/proxmox.'),
  proxmoxTelmate: versionText.default('3.0.2-rc09').describe('Version of the provider telmate/proxmox.'),
};

/** What Proxmox sees of a lab. */
export type ProxmoxLab = LabWith<typeof fields, typeof versions>;
/** What a lab says of Proxmox. */
export type ProxmoxSettings = NonNullable<ProxmoxLab['machines']>['proxmox'];

/** Each machine has one disk. */
function planMachines({ machines, nodes }: ProxmoxLab): SlicePlan {
  if (!machines) return {};
  const { sizes } = machines.proxmox;
  return {
    disks: nodes.map(({ name, role }) => ({
      ...{ owner: `machine ${name}`, path: ['machines', 'proxmox', 'sizes', role, 'disk'] },
      ...{ node: name, size: sizes[role].disk },
    })),
  };
}

/** The machines of the lab on Proxmox VE. */
export const slice = {
  place: 15,
  fields,
  versions,
  secretFields: ['token'],
  plan: planMachines,
  examples: {
    'machines.proxmox': 'proxmox: { endpoint: "https://pve.lan:8006", token: { env: PROXMOX_TOKEN } }',
    'machines.proxmox.endpoint': 'endpoint: https://pve.lan:8006',
    'machines.proxmox.token': 'token: { env: PROXMOX_TOKEN }',
    'machines.proxmox.ssh.user': 'user: ops',
    'machines.proxmox.ssh.keys': 'keys: { file: ~/.ssh/id_ed25519.pub }',
    'machines.proxmox.ssh.keys.file': 'file: ~/.ssh/id_ed25519.pub',
  },
} satisfies LabSlice;
