import type { ComposedSystem } from '../../compose/composed-object.ts';
import { folder } from './component-files.ts';
import type { ProxmoxSettings } from './lab.ts';

/** What people must know of the machines as long as they run. */
export const careOf = ({
  provider,
  token,
}: ProxmoxSettings): Pick<ComposedSystem, 'folders' | 'tasks' | 'pins' | 'ignored' | 'ownSecrets'> => ({
  folders: [{ path: folder, holds: 'the machines, for OpenTofu or Terraform' }],
  tasks: [
    { about: 'node', text: 'Its machine is made first: `tofu apply` in `proxmox`.' },
    {
      about: 'loss',
      text: 'A machine that is broken is made anew by `tofu apply -replace=RESOURCE`; what RESOURCE is called, `tofu state list` says. Read the plan: nothing else may be destroyed.',
    },
    {
      about: 'key',
      text: 'The API token: a second one in Proxmox, `tofu plan` with it in the environment, then the old one goes.',
    },
  ],
  ...(token.sops !== undefined && {
    ownSecrets: [{ file: token.sops, key: token.key ?? 'token', purpose: 'the API token of Proxmox VE' }],
  }),
  pins: [
    provider === 'bpg/proxmox'
      ? { field: 'proxmoxBpg', datasource: 'terraform-provider', dependency: 'bpg/proxmox' }
      : { field: 'proxmoxTelmate', datasource: 'terraform-provider', dependency: 'telmate/proxmox' },
  ],
  ignored: ['.terraform/', '*.tfstate', '*.tfstate.*', '*.tfvars', 'crash.log'],
});
