import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseCidr, printAddress } from '../core/address.ts';
import { codeOf, GatehouseError } from '../core/errors.ts';
import { type Finding, hasErrors } from '../core/finding.ts';
import { parseLab } from '../lab/parse-lab.ts';
import { labFileName } from '../lab/read-lab.ts';
import { diskTrouble } from './disk-trouble.ts';
import { createFile } from './whole-file.ts';

/** What a new lab file is made from. */
export interface LabAnswers {
  readonly name: string;
  /** Node network, an IPv4 CIDR of at least 256 addresses. */
  readonly network: string;
  /** Domain the hosts lie under. */
  readonly domain: string;
  /** Address for the certificate authority's notices. */
  readonly email: string;
  /** Git URL Flux reads. */
  readonly repository: string;
}

/** What is proposed for each question. */
export const defaultAnswers: LabAnswers = {
  name: 'homelab',
  network: '192.168.88.0/24',
  domain: 'home.example.org',
  email: 'admin@example.org',
  repository: 'https://git.example.org/homelab/platform.git',
};

/** The text of a commented lab file: three nodes, a gate, a dashboard, a wildcard certificate and one app. */
export function printLab(answers: LabAnswers): string {
  const cidr = parseCidr(answers.network);
  if (cidr?.family !== 4 || cidr.prefix > 24) {
    throw new GatehouseError(`network ${answers.network}: not an IPv4 network of at least 256 addresses`, {
      hint: 'give it in CIDR form, e.g. 192.168.88.0/24',
    });
  }
  const at = (offset: number) => printAddress({ family: 4, value: cidr.first + BigInt(offset) });
  return `# The lab: everything Gatehouse composes and proves follows from this file.
name: ${answers.name}
distribution: k3s

repository:
  # Flux reads this repository; push what \`gatehouse render\` writes.
  url: ${answers.repository}

network:
  cidr: ${answers.network}
  gateway: ${at(1)}
  # What the DHCP server hands out: no pool may lie in it.
  dhcp: [${at(100)}-${at(200)}]
  # Clients that may enter what is not public.
  trusted: [${answers.network}]

nodes:
  - { name: node-1, address: ${at(11)}, role: control-plane }
  - { name: node-2, address: ${at(12)}, role: worker }
  - { name: node-3, address: ${at(13)}, role: worker }

addresses:
  pools:
    - { name: gate, addresses: [${at(60)}], autoAssign: false }
    - { name: dashboard, addresses: [${at(61)}], autoAssign: false }
    - { name: default, addresses: [${at(62)}-${at(69)}] }

ingress:
  # The gate: let DNS point every host to it.
  address: ${at(60)}
  dashboard: { address: ${at(61)}, host: traefik.${answers.domain} }

certificates:
  issuer:
    type: acme-dns01-cloudflare
    email: ${answers.email}
    # Go to production once staging works: its rate limits are strict.
    server: staging
    apiToken: { env: CLOUDFLARE_API_TOKEN }
  domains: ['*.${answers.domain}']

apps:
  - name: hello
    image: docker.io/traefik/whoami:v1.11.0
    port: 8080
    replicas: 2
    hosts: [hello.${answers.domain}]
`;
}

/** Writes a new lab file into a folder (made when missing); resolves to its path. Never overwrites one, and writes none that does not read well. */
export async function initLab(folder: string, answers: LabAnswers): Promise<string> {
  const text = printLab(answers);
  const file = join(folder, labFileName);
  if (exists(file)) throw alreadyThere(file);
  const { findings } = await parseLab(text, file);
  if (hasErrors(findings)) {
    const [{ message, hint, excerpt = '' }] = findings as [Finding];
    throw new GatehouseError(`${excerpt.trim()}: ${message}`, { hint });
  }
  if (!makeFile(folder, file, text)) throw alreadyThere(file);
  return file;
}

function makeFile(folder: string, file: string, text: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return createFile(file, text);
  } catch (cause) {
    throw new GatehouseError(`cannot write ${file}: ${diskTrouble(cause)}`, {
      hint: 'choose another folder, or change its permissions',
    });
  }
}

const alreadyThere = (file: string) =>
  new GatehouseError(`${file} exists already`, { hint: 'edit it, or choose another folder', exitCode: 2 });

/** Whether anything stands there, a link that leads nowhere included. */
function exists(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOTDIR') return false;
    throw thrown;
  }
}
