import { compareText } from '../../core/finding.ts';
import { type Lab, listOf } from '../../lab/schema.ts';
import type { NeededSecret } from '../component.ts';
import { everyNodeIsTainted, tolerateTaints } from '../objects/tolerations.ts';
import { ageSecret, fluxNamespace } from './delivery.ts';
import { folderPath } from './files.ts';
import type { Stage } from './layout.ts';

/** The page that tells how the repository gets into a cluster: what to install, which Secrets to create, and in which order things come up. */
export function printGuide(lab: Lab, stages: readonly Stage[], secrets: readonly NeededSecret[]): string {
  const sections = [startSection(lab), secretSection(lab, secrets), nameSection(lab), stageSection(stages)];
  return `# ${lab.name}\n\nComposed by Gatehouse from the lab file; edit that and render again.\n\n${sections.filter(Boolean).join('\n')}`;
}

function startSection(lab: Lab): string {
  const cluster = folderPath(lab.repository.folders.cluster);
  return `## Start

${prerequisites[lab.distribution]}Push the repository, then, with the cluster's kubeconfig:

\`\`\`sh
flux install --version=v${lab.versions.flux.replace(/^v/, '')}${tolerations(lab)}
kubectl apply -f ${cluster}/
\`\`\`

Or let Flux manage itself: \`flux bootstrap\` with \`--path=${cluster}\`.
`;
}

/** Flux itself must come up where every node is tainted. */
function tolerations(lab: Lab): string {
  const keys = everyNodeIsTainted(lab) ? [...new Set(tolerateTaints(lab).map(({ key }) => key))] : [];
  return keys.length > 0 ? ` --toleration-keys=${keys.join(',')}` : '';
}

/** What the cluster must leave to the platform. */
const prerequisites: Readonly<Record<Lab['distribution'], string>> = {
  k3s: 'Install k3s with `--disable=servicelb --disable=traefik`: what this repository brings takes their place.\n\n',
  talos: '',
  existing: '',
};

/** Which name points where: what the DNS server of the lab must answer. */
function nameSection({ ingress, apps }: Lab): string {
  const atGate = apps.flatMap(({ hosts }) => hosts.map((host) => [host, listOf(ingress.address)] as const));
  const { dashboard } = ingress;
  const names = [...atGate, ...(dashboard ? [[dashboard.host, listOf(dashboard.address)] as const] : [])];
  const rows = [...new Map(names)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, to]) => `| ${name} | ${to.join(', ')} |\n`);
  return `## Names\n\nWhat the DNS server of the network must answer.\n\n| name | address |\n|---|---|\n${rows.join('')}`;
}

function secretSection(lab: Lab, secrets: readonly NeededSecret[]): string {
  const git = lab.repository.secret;
  const parts = [
    ...(git
      ? [
          `Git credentials, Secret \`${git}\` in \`${fluxNamespace}\`: \`flux create secret git ${git} --url=${lab.repository.url} …\`\n`,
        ]
      : []),
    ...secrets.map(printSecret),
  ];
  return parts.length > 0
    ? `## Secrets\n\nNever in this repository in clear.\n\n${parts.map((part) => `- ${part}`).join('')}`
    : '';
}

function printSecret({ namespace, name, key, purpose, from }: NeededSecret): string {
  const where = `Secret \`${name}\` in \`${namespace}\`, key \`${key}\``;
  if (from.sops !== undefined) {
    return `${where}: ${purpose}, encrypted with SOPS in \`${from.sops}\`. Flux decrypts it with the age key of Secret \`${ageSecret}\` in \`${fluxNamespace}\`.\n`;
  }
  const source = from.file !== undefined ? `--from-file=${key}=${from.file}` : `--from-literal=${key}="$${from.env}"`;
  return `${where}: ${purpose}. Create it before the first start:

  \`\`\`sh
  kubectl create namespace ${namespace}
  kubectl -n ${namespace} create secret generic ${name} ${source}
  \`\`\`
`;
}

const stageSection = (stages: readonly Stage[]): string =>
  `## Stages\n\n| stage | folder | waits for |\n|---|---|---|\n${stages
    .map(({ name, path, dependsOn }) => `| ${name} | \`${path}\` | ${dependsOn.join(', ') || '–'} |\n`)
    .join('')}`;
