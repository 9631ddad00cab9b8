import type { Claim } from '../system.ts';

/** What is modelled of Proxmox, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour: 'Machines by OpenTofu or Terraform, from a template or from the image of the distribution',
    upstream: 'bpg/proxmox docs/resources/virtual_environment_vm.md; telmate/proxmox docs/resources/vm_qemu.md',
    tested: 'src/systems/proxmox/component.test.ts',
    notModelled: 'whether hosts have room, templates and storages of these names',
  },
  {
    behaviour: 'HCL as the formatter of its own project leaves it',
    upstream: 'hashicorp/hcl hclwrite/format.go',
    tested: 'src/systems/proxmox/hcl/print-hcl.test.ts',
  },
];
