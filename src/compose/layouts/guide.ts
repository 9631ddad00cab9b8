import { compareText } from '../../core/finding.ts';
import type { LabPlan, PlannedLab } from '../../lab/lab-plan.ts';
import { listOf } from '../../lab/list-of.ts';
import type { NeededSecret, Stage } from '../composed-object.ts';
import { bySecret, secretSource } from '../objects/secret-source.ts';
import type { Delivery, Roles } from '../roles.ts';

/** What a guide tells of beside the lab. */
export interface GuideParts {
  readonly stages: readonly Stage[];
  readonly secrets: readonly NeededSecret[];
  /** What the systems have to say themselves. */
  readonly guides: readonly string[];
  readonly roles: Roles;
  /** How the first start is made, in Markdown. */
  readonly start: string;
}

/** The page that tells how the repository gets into a cluster: what to install, which Secrets to create, and in which order things come up. */
export function printGuide({ lab, plan }: PlannedLab, { stages, secrets, guides, roles, start }: GuideParts): string {
  const sections = [
    ...guides,
    `## Start\n\n${roles.distribution.prerequisites}${start}`,
    secretSection(roles.delivery, secrets),
    nameSection(plan),
    stageSection(stages),
  ];
  return `# ${lab.name}\n\nComposed by Gatehouse from the lab file; edit that and render again.\n\n${sections.filter(Boolean).join('\n')}`;
}

/** Which name points where: what the DNS server of the lab must answer. */
function nameSection({ routes, asked }: LabPlan): string {
  const addressesOf = (kind: string) => asked.find((use) => use.kind === kind)?.value ?? [];
  // A host of both is the dashboard's.
  const names = (['gate', 'dashboard'] as const).flatMap((at) =>
    routes
      .filter((route) => route.at === at)
      .flatMap(({ hosts }) => hosts.map(({ host }) => [host, listOf(addressesOf(at))] as const)),
  );
  if (names.length === 0) return '';
  const rows = [...new Map(names)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, to]) => `| ${name} | ${to.join(', ')} |\n`);
  return `## Names\n\nWhat the DNS server of the network must answer.\n\n| name | address |\n|---|---|\n${rows.join('')}${withoutDns({ routes, asked })}`;
}

/** How a route without TLS is tried before any name is known. */
function withoutDns({ routes, asked }: Pick<LabPlan, 'routes' | 'asked'>): string {
  const { value = [], clearPort = 80 } = asked.find(({ kind }) => kind === 'gate') ?? {};
  const [address] = listOf(value);
  const inClear = routes.filter(({ at, tls }) => at === 'gate' && !tls);
  const [host] = inClear.flatMap(({ hosts }) => hosts.map((each) => each.host)).sort(compareText);
  if (host === undefined || address === undefined) return '';
  const literal = address.includes(':') ? `[${address}]` : address;
  const url = `http://${literal}${clearPort === 80 ? '' : `:${clearPort}`}/`;
  return `\nUntil it does, a request that carries the name itself tells whether its route works:\n\n\`\`\`sh\ncurl -H 'Host: ${host}' ${url}\n\`\`\`\n`;
}

function secretSection({ guide }: Delivery, secrets: readonly NeededSecret[]): string {
  const parts = bySecret(secrets).map((keys) => printSecret(guide.decryption, keys));
  return parts.length > 0
    ? `## Secrets\n\nNever in this repository in clear.\n\n${parts.map((part) => `- ${part}`).join('')}`
    : '';
}

function printSecret(decryption: string, keys: readonly [NeededSecret, ...NeededSecret[]]): string {
  const [{ namespace, name, from }] = keys;
  const held = keys.map(({ key, purpose }) => `\`${key}\`: ${purpose}`);
  const where = `Secret \`${name}\` in \`${namespace}\`, ${keys.length > 1 ? `keys ${held.join('; ')}` : `key ${held[0]}`}`;
  if (from.sops !== undefined) return `${where}, encrypted with SOPS in \`${from.sops}\`. ${decryption}\n`;
  return `${where}. Create it before the first start:

  \`\`\`sh
  kubectl create namespace ${namespace}
  kubectl -n ${namespace} create secret generic ${name} ${keys.map(secretSource).join(' ')}
  \`\`\`
`;
}

const stageSection = (stages: readonly Stage[]): string =>
  stages.length === 0
    ? ''
    : `## Stages\n\n| stage | folder | waits for |\n|---|---|---|\n${stages
        .map(({ name, path, dependsOn }) => `| ${name} | \`${path}\` | ${dependsOn.join(', ') || '–'} |\n`)
        .join('')}`;
