import type { Distribution } from '../../compose/roles.ts';
import { familiesOf, keysOf } from './component-machines.ts';
import { type HclBlock, hcl } from './hcl/print-hcl.ts';
import type { ProxmoxLab, ProxmoxSettings } from './lab.ts';

/** The provider bpg/proxmox (docs/index.md: the endpoint has no path). */
export const bpgProvider = ({ endpoint }: ProxmoxSettings): HclBlock => ({
  type: 'provider',
  labels: ['proxmox'],
  attributes: {
    endpoint: `${endpoint.replace(/\/$/, '')}/`,
    api_token: hcl('var.proxmox_api_token'),
    insecure: hcl('var.proxmox_insecure'),
  },
});

/** The machines (docs/resources/virtual_environment_vm.md), and what they start from: a template, or the image of the distribution on each host. */
export const bpgMachines = (lab: ProxmoxLab, settings: ProxmoxSettings, image: Distribution['image']): HclBlock[] =>
  image && settings.template === undefined
    ? [imageOf(settings, image), machine(lab, settings, image)]
    : [templateOf(settings), machine(lab, settings, undefined)];

const templateOf = ({ template }: ProxmoxSettings): HclBlock => ({
  type: 'data',
  labels: ['proxmox_virtual_environment_vms', 'template'],
  blocks: [
    { type: 'filter', attributes: { name: 'name', values: [template ?? ''] } },
    { type: 'filter', attributes: { name: 'template', values: [hcl('true')] } },
  ],
});

const imageOf = ({ images }: ProxmoxSettings, { url, name }: NonNullable<Distribution['image']>): HclBlock => ({
  type: 'resource',
  labels: ['proxmox_download_file', 'image'],
  attributes: {
    for_each: hcl('toset([for machine in local.machines : machine.host])'),
    node_name: hcl('each.value'),
    datastore_id: images,
    content_type: 'iso',
    url,
    file_name: name,
    decompression_algorithm: 'zst',
    overwrite: false,
  },
});

function machine(lab: ProxmoxLab, settings: ProxmoxSettings, image: Distribution['image']): HclBlock {
  const hasAgent = settings.agent ?? image !== undefined;
  const clone = {
    vm_id: hcl('data.proxmox_virtual_environment_vms.template.vms[0].vm_id'),
    node_name: hcl('data.proxmox_virtual_environment_vms.template.vms[0].node_name'),
    datastore_id: settings.storage,
    full: true,
    retries: 3,
  };
  return {
    type: 'resource',
    labels: ['proxmox_virtual_environment_vm', 'machine'],
    attributes: {
      for_each: hcl('local.machines'),
      name: hcl('each.key'),
      node_name: hcl('each.value.host'),
      tags: hcl(`sort([${JSON.stringify(lab.name)}, each.value.role])`),
      on_boot: true,
      scsi_hardware: 'virtio-scsi-pci',
      // Without an agent nothing in the machine hears a shutdown.
      stop_on_destroy: !hasAgent,
    },
    blocks: [
      ...(image ? [] : [{ type: 'clone', attributes: clone }]),
      { type: 'agent', attributes: { enabled: hasAgent } },
      { type: 'cpu', attributes: { cores: hcl('each.value.cores'), type: settings.cpu } },
      { type: 'memory', attributes: { dedicated: hcl('each.value.memory') } },
      {
        type: 'disk',
        attributes: {
          interface: 'scsi0',
          datastore_id: settings.storage,
          file_id: image && hcl('proxmox_download_file.image[each.value.host].id'),
          size: hcl('each.value.disk'),
          discard: 'on',
        },
      },
      { type: 'network_device', attributes: { bridge: settings.bridge, vlan_id: settings.vlan } },
      initialization(lab, settings, image !== undefined),
      { type: 'operating_system', attributes: { type: 'l26' } },
      { type: 'serial_device' },
      { type: 'startup', attributes: { order: hcl('each.value.role == "control-plane" ? "1" : "2"') } },
    ],
  };
}

function initialization(lab: ProxmoxLab, settings: ProxmoxSettings, isOwnImage: boolean): HclBlock {
  const addresses = familiesOf(lab).map(({ family, hasGateway }) => ({
    type: `ipv${family}`,
    attributes: {
      address: hcl(`each.value.ipv${family}`),
      gateway: hasGateway ? hcl(`each.value.gateway${family}`) : undefined,
    },
  }));
  const { ssh } = settings;
  return {
    type: 'initialization',
    attributes: { datastore_id: settings.storage },
    blocks: [
      { type: 'ip_config', blocks: addresses },
      ...(ssh && !isOwnImage ? [{ type: 'user_account', attributes: { username: ssh.user, keys: keysOf(ssh) } }] : []),
    ],
  };
}
