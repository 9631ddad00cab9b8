import { posix } from 'node:path';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Delivery, Distribution } from '../../compose/roles.ts';
import { ageSecret, fluxNamespace, syncName } from './component-names.ts';
import type { FluxLab } from './lab.ts';

/** What the guide of a repository says of Flux. */
export const fluxGuide = (lab: FluxLab, distribution: Distribution): Delivery['guide'] => ({
  start: (folder) => {
    const version = `--version=v${lab.versions.flux.replace(/^v/, '')}${tolerations(distribution)}`;
    return `Push the repository, then let Flux install itself and read it, with the cluster's kubeconfig:

\`\`\`sh
flux bootstrap git --url=${lab.repository.url ?? ''} --branch=${lab.repository.branch} --path=${folder}${secretName(lab)} ${version}
\`\`\`

${credentials(lab)} It writes \`${posix.join(folder, fluxNamespace, 'gotk-components.yaml')}\`, commits it and pushes: pull afterwards. From then on Flux reads \`${folder}\` itself, what is pushed arrives, and what is removed goes.
`;
  },
  decryption: `Flux decrypts it with the age key of Secret \`${ageSecret}\` in \`${fluxNamespace}\`.`,
  giveKey: (keyFile) =>
    `kubectl -n ${fluxNamespace} create secret generic ${ageSecret} --from-file=age.agekey=${keyFile}`,
});

/** Flux itself must come up where every node is tainted. */
function tolerations(distribution: Distribution): string {
  const taints = everyNodeIsTainted(distribution) ? tolerateTaints(distribution) : [];
  const keys = [...new Set(taints.map(({ key }) => key))];
  return keys.length > 0 ? ` --toleration-keys=${keys.join(',')}` : '';
}

const secretName = ({ repository: { secret = syncName } }: FluxLab): string =>
  secret === syncName ? '' : ` --secret-name=${secret}`;

/** How the server is asked for the repository, and with what Flux asks it from then on (flux2 cmd/flux/bootstrap_git.go). */
const credentials = ({ repository: { url = '' } }: FluxLab): string =>
  url.startsWith('ssh://')
    ? 'It shows the public key of a new pair: give it to the server, with the right to read.'
    : 'User and token for the server are given with `--username` and, in the environment, `GIT_PASSWORD`.';
