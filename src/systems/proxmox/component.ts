import type { Component } from '../../compose/component.ts';
import { careOf } from './component-care.ts';
import { folder, terraformFiles } from './component-files.ts';
import type { ProxmoxLab, ProxmoxSettings } from './lab.ts';

/** Machines on Proxmox VE, for OpenTofu or Terraform. */
export const component: Component<ProxmoxLab> = {
  id: 'proxmox',
  provides: {
    // The disk is the first of the SCSI controller; settings come by a cloud-init drive.
    machines: () => ({ platform: 'nocloud', disk: '/dev/sda', agent: 'qemu-guest-agent' }),
  },
  needs: [],
  isChosen: ({ machines }) => machines?.proxmox !== undefined,
  compose: (lab, { distribution }) => {
    const settings = lab.machines!.proxmox;
    return {
      sources: [],
      controller: [],
      config: [],
      apps: [],
      files: terraformFiles(lab, settings, distribution.image),
      guide: proxmoxGuide(settings),
      ...careOf(settings),
    };
  },
};

/** How the machines are made, in Markdown. */
const proxmoxGuide = (settings: ProxmoxSettings): string => `## Machines

OpenTofu makes them, or Terraform, which is called the same way. The token comes from the environment; the state that is written holds secrets in clear, and is ignored by Git.

\`\`\`sh
cd ${folder}
export TF_VAR_proxmox_api_token="${tokenText(settings)}"
tofu init
tofu apply${settings.provider === 'telmate/proxmox' ? ' -parallelism=1' : ''}
\`\`\`
`;

function tokenText({ token }: ProxmoxSettings): string {
  if (token.env !== undefined) return `$${token.env}`;
  if (token.file !== undefined) return `$(cat ${token.file})`;
  return `$(sops --decrypt --extract '["stringData"]["${token.key ?? 'token'}"]' ${token.sops})`;
}
