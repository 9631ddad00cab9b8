import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Delivery, Distribution } from '../../compose/roles.ts';
import { ageSecret, fluxNamespace } from './component-names.ts';
import type { FluxLab } from './lab.ts';

/** What the guide of a repository says of Flux. */
export const fluxGuide = (lab: FluxLab, distribution: Distribution): Delivery['guide'] => ({
  start: (folder) => `Push the repository, then, with the cluster's kubeconfig:

\`\`\`sh
flux install --version=v${lab.versions.flux.replace(/^v/, '')}${tolerations(distribution)}
kubectl apply -f ${folder}/
\`\`\`

Or let Flux manage itself: \`flux bootstrap\` with \`--path=${folder}\`.
`,
  bootstrap: (folder) => `Push the repository, then let Flux install itself and read it, with the cluster's kubeconfig:

\`\`\`sh
flux bootstrap git --url=${lab.repository.url ?? ''} --branch=${lab.repository.branch} --path=${folder} --version=v${lab.versions.flux.replace(/^v/, '')}${tolerations(distribution)}
\`\`\`

It writes \`${folder}/flux-system\`; that is its own.
`,
  secrets: gitSecret(lab),
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

function gitSecret({ repository: { secret, url } }: FluxLab): readonly string[] {
  if (!secret) return [];
  const command = `flux create secret git ${secret} --url=${url} …`;
  return [`Git credentials, Secret \`${secret}\` in \`${fluxNamespace}\`: \`${command}\`\n`];
}
