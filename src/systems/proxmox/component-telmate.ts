import { familiesOf, keysOf } from './component-machines.ts';
import { type HclBlock, type HclExpression, hcl } from './hcl/print-hcl.ts';
import type { ProxmoxLab, ProxmoxSettings } from './lab.ts';

/** The provider telmate/proxmox (docs/index.md: the address has the path of the API; the token comes in two parts). */
export const telmateProvider = ({ endpoint }: ProxmoxSettings): HclBlock => ({
  type: 'provider',
  labels: ['proxmox'],
  attributes: {
    pm_api_url: `${endpoint.replace(/\/$/, '')}/api2/json`,
    pm_api_token_id: hcl('split("=", var.proxmox_api_token)[0]'),
    pm_api_token_secret: hcl('split("=", var.proxmox_api_token)[1]'),
    pm_tls_insecure: hcl('var.proxmox_insecure'),
  },
});

/** The machines (docs/resources/vm_qemu.md). */
export const telmateMachines = (lab: ProxmoxLab, settings: ProxmoxSettings): HclBlock[] => [
  {
    type: 'resource',
    labels: ['proxmox_vm_qemu', 'machine'],
    attributes: {
      for_each: hcl('local.machines'),
      name: hcl('each.key'),
      target_node: hcl('each.value.host'),
      tags: hcl(`join(",", sort([${JSON.stringify(lab.name)}, each.value.role]))`),
      clone: settings.template ?? '',
      full_clone: true,
      agent: settings.agent ? 1 : 0,
      memory: hcl('each.value.memory'),
      scsihw: 'virtio-scsi-pci',
      boot: 'order=scsi0',
      start_at_node_boot: true,
      os_type: 'cloud-init',
      ipconfig0: ipConfig(lab),
      ...(settings.ssh && { ciuser: settings.ssh.user, sshkeys: keyLines(settings.ssh) }),
    },
    blocks: [
      { type: 'cpu', attributes: { cores: hcl('each.value.cores'), type: settings.cpu } },
      {
        type: 'disk',
        attributes: { slot: 'scsi0', type: 'disk', storage: settings.storage, size: hcl(gigabytes), discard: true },
      },
      // Forgotten, no setting arrives.
      { type: 'disk', attributes: { slot: 'ide2', type: 'cloudinit', storage: settings.storage } },
      { type: 'network', attributes: { id: 0, model: 'virtio', bridge: settings.bridge, tag: settings.vlan } },
      { type: 'serial', attributes: { id: 0 } },
      { type: 'startup_shutdown', attributes: { order: hcl('each.value.role == "control-plane" ? 1 : 2') } },
    ],
  },
];

const gigabytes = `"\${each.value.disk}G"`;

function ipConfig(lab: ProxmoxLab): HclExpression {
  const parts = familiesOf(lab).flatMap(({ family, hasGateway }) => {
    const suffix = family === 4 ? '' : '6';
    return [
      `ip${suffix}=\${each.value.ipv${family}}`,
      ...(hasGateway ? [`gw${suffix}=\${each.value.gateway${family}}`] : []),
    ];
  });
  return hcl(`"${parts.join(',')}"`);
}

function keyLines(ssh: NonNullable<ProxmoxSettings['ssh']>): HclExpression | string {
  const keys = keysOf(ssh);
  return 'expression' in keys ? hcl(`join("\\n", ${keys.expression})`) : keys.join('\n');
}
