import type { Distribution } from '../../compose/roles.ts';
import { bpgMachines, bpgProvider } from './component-bpg.ts';
import { machinesOf } from './component-machines.ts';
import { telmateMachines, telmateProvider } from './component-telmate.ts';
import { type HclBlock, hcl, printHcl } from './hcl/print-hcl.ts';
import type { ProxmoxLab, ProxmoxSettings } from './lab.ts';

/** Folder of the repository for what OpenTofu or Terraform reads. */
export const folder = 'proxmox';

/** The files that make the machines. */
export function terraformFiles(lab: ProxmoxLab, settings: ProxmoxSettings, image: Distribution['image']) {
  const isBpg = settings.provider === 'bpg/proxmox';
  const machines = isBpg ? bpgMachines(lab, settings, image) : telmateMachines(lab, settings);
  const file = (name: string, blocks: readonly HclBlock[]) => ({ path: `${folder}/${name}`, text: printHcl(blocks) });
  return [
    file('versions.tf', [requiredProviders(lab, settings), isBpg ? bpgProvider(settings) : telmateProvider(settings)]),
    file('variables.tf', variables),
    file('machines.tf', [{ type: 'locals', attributes: { machines: machinesOf(lab, settings) } }, ...machines]),
    file('outputs.tf', outputs),
    { path: `${folder}/.gitignore`, text: ignored },
  ];
}

/** State holds secrets in clear, and what providers are is downloaded. */
const ignored = '.terraform/\n*.tfstate\n*.tfstate.*\n*.tfvars\ncrash.log\n';

function requiredProviders({ versions }: ProxmoxLab, { provider }: ProxmoxSettings): HclBlock {
  const version = provider === 'bpg/proxmox' ? versions.proxmoxBpg : versions.proxmoxTelmate;
  const proxmox = { source: provider, version: version.replace(/^v/, '') };
  return {
    type: 'terraform',
    attributes: { required_version: '>= 1.8' },
    blocks: [{ type: 'required_providers', attributes: { proxmox } }],
  };
}

const variables: readonly HclBlock[] = [
  {
    type: 'variable',
    labels: ['proxmox_api_token'],
    attributes: {
      description:
        'API token of Proxmox VE: user@realm!name=secret. Given by TF_VAR_proxmox_api_token, never in a file.',
      type: hcl('string'),
      sensitive: true,
    },
  },
  {
    type: 'variable',
    labels: ['proxmox_insecure'],
    attributes: {
      description: 'Whether a certificate is taken that nobody known has signed.',
      type: hcl('bool'),
      default: false,
    },
  },
];

const outputs: readonly HclBlock[] = [
  {
    type: 'output',
    labels: ['machines'],
    attributes: {
      description: 'Host and addresses of each machine.',
      value: hcl(
        '{ for name, machine in local.machines : name => { for key, value in machine : key => value if contains(["host", "ipv4", "ipv6"], key) } }',
      ),
    },
  },
];
