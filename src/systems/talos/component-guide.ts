import { listOf } from '../../lab/list-of.ts';
import { urlHost } from '../kubernetes/machines/cluster-networks.ts';
import { bootImageOf, type Surroundings } from './component-image.ts';
import { folder } from './component-names.ts';
import { diskOf } from './component-patches.ts';
import type { TalosLab } from './lab.ts';
import { minorOf } from './supported/kubernetes-versions.ts';

/** How Talos gets onto the machines, in Markdown (siderolabs/docs getting-started; talosctl gen config). */
export function talosGuide(lab: TalosLab, around: Surroundings): string {
  const controlPlanes = lab.nodes.filter(({ role }) => role === 'control-plane');
  const [first] = controlPlanes;
  if (!first) return '';
  const addressOf = (node: (typeof lab.nodes)[number]) => listOf(node.address)[0]!;
  const bootstrap = addressOf(first);
  const disk = diskOf(lab, around.machines);
  const each = (print: (node: (typeof lab.nodes)[number]) => string) => lab.nodes.map(print).join('\n');
  const base = (role: string) => (role === 'control-plane' ? 'controlplane' : 'worker');
  return `## Talos

The image is that of \`${folder}/schematic.yaml\`. The image factory must have seen it once; each machine then boots what is below:

\`\`\`sh
curl -X POST --data-binary @${folder}/schematic.yaml https://factory.talos.dev/schematics
# ${bootImageOf(lab, around).url}
\`\`\`

The keys of the cluster are made once. \`secrets.yaml\` and the folder \`out\` hold them: keep both out of the repository.

\`\`\`sh
talosctl gen secrets -o secrets.yaml
talosctl gen config ${lab.name} https://${urlHost(lab.distribution.api.address ?? bootstrap)}:6443 --with-secrets secrets.yaml \\
  --talos-version v${minorOf(lab.versions.talos)} --kubernetes-version ${lab.versions.kubernetes.replace(/^v/, '')} \\
${disk === undefined ? '' : `  --install-disk ${disk} \\\n`}  --config-patch @${folder}/patches/all.yaml --config-patch-control-plane @${folder}/patches/control-plane.yaml -o out
${each(({ name, role }) => `talosctl machineconfig patch out/${base(role)}.yaml --patch @${folder}/nodes/${name}.yaml -o out/${name}.yaml`)}
\`\`\`

Each machine that has booted the image gets its config:

\`\`\`sh
${each((node) => `talosctl apply-config --insecure -n ${addressOf(node)} -f out/${node.name}.yaml`)}
\`\`\`

Then, once in the life of the cluster and on one machine alone:

\`\`\`sh
export TALOSCONFIG=out/talosconfig
talosctl config endpoint ${controlPlanes.map(addressOf).join(' ')}
talosctl bootstrap -n ${bootstrap} -e ${bootstrap}
talosctl kubeconfig -n ${bootstrap}
talosctl health -n ${bootstrap}
\`\`\`
${lab.distribution.api.address === undefined ? '' : `\nThe API address ${lab.distribution.api.address} is elected through etcd: it answers only after the bootstrap.\n`}`;
}
