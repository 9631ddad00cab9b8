import type { LabRule } from '../../../check/rule.ts';
import { usualHost } from '../component-machines.ts';
import type { ProxmoxLab } from '../lab.ts';

const machines = (settings: object) => ({
  machines: { proxmox: { endpoint: 'https://pve.lan:8006', token: { env: 'PVE' }, ...settings } },
});

/** A machine needs a host, and something that it starts from. */
export const machineIncomplete: LabRule<ProxmoxLab & { readonly distribution: { readonly kind: string } }> = {
  id: 'machine-incomplete',
  needs: 'lab',
  severity: 'error',
  summary: 'A machine of Proxmox has no host, or no template that it is cloned from.',
  why: 'both providers need the host, and a disk that boots (bpg/proxmox docs/resources/virtual_environment_vm.md: node_name, clone; telmate/proxmox docs/resources/vm_qemu.md: clone)',
  check: (lab) => {
    const settings = lab.machines?.proxmox;
    if (!settings) return [];
    const hasImage = lab.distribution.kind === 'talos' && settings.provider === 'bpg/proxmox';
    const template =
      settings.template !== undefined || hasImage
        ? []
        : [
            {
              path: ['machines', 'proxmox'],
              message: 'machines.proxmox names no template that the machines are cloned from',
              hint: 'write the name of a template with cloud-init as machines.proxmox.template',
            },
          ];
    const hosts = lab.nodes.flatMap(({ name, host }, i) =>
      host !== undefined || usualHost(settings) !== undefined
        ? []
        : [
            {
              path: ['nodes', i],
              message: `node ${name} names no host, and the endpoint is an address`,
              hint: 'write the name of the Proxmox host as nodes[].host',
            },
          ],
    );
    return [...template, ...hosts];
  },
  examples: {
    passing: [machines({ template: 'debian-13' }), { ...machines({}), distribution: 'talos' }],
    failing: [machines({}), machines({ template: 'debian-13', endpoint: 'https://10.0.0.4:8006' })],
  },
};
