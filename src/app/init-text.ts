import { parseCidr, parseRange, printAddress, printRange } from '../core/address.ts';
import { writeYamlString } from '../kube/yaml-write-scalar.ts';
import { completeAnswers, type LabAnswers, readNodes } from './init-answers.ts';

/** A text as a YAML scalar that fits anywhere, in flow mappings too. */
const plain = (text: string): string =>
  /^[\w./:@-]+$/.test(text) && writeYamlString(text) === text ? text : JSON.stringify(text);

/** The text of a commented lab file: its nodes, a gate, a dashboard, a certificate and one app. `schema` is where editors find its JSON Schema. */
export function printLab(given: LabAnswers, schema?: string): string {
  const answers = completeAnswers(given);
  const { domain, network, dhcp } = answers;
  return `${schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n#\n`}# The lab: everything Gatehouse composes and proves follows from this file.
name: ${plain(answers.name)}
${distributionLines(network)}

repository:
  # Flux reads this repository; push what \`gatehouse render\` writes.
  url: ${plain(answers.repository)}${secretLine(answers.repository)}

network:
  cidr: ${plain(network)}
  gateway: ${plain(answers.gateway)}
  # What the DHCP server hands out: no pool may lie in it.
  dhcp: [${dhcp === 'none' ? '' : plain(dhcp)}]
  # Clients that may enter what is not public.
  trusted: [${plain(network)}]

nodes:
${nodeLines(answers.nodes)}

addresses:
  pools:
${poolLines(answers.pool)}

ingress:
${gateLines(answers.pool, domain)}

certificates:
${issuerLines(answers)}

apps:
  - name: hello
    image: docker.io/traefik/whoami:v1.11.0
    # It listens on 80 unless told otherwise, and needs neither root nor a file system it can write to.
    args: [--port=8080]
    port: 8080
    user: 65532
    readOnlyRoot: true
    replicas: 2
    hosts: [${plain(`hello.${domain}`)}]
`;
}

/** Networks inside the cluster: those that k3s takes by itself, or the first that lie outside the network of the nodes. */
const insideNetworks = [
  '10.42.0.0/16',
  '10.43.0.0/16',
  '172.30.0.0/16',
  '172.31.0.0/16',
  '192.168.240.0/21',
  '192.168.248.0/21',
];

function distributionLines(network: string): string {
  const own = parseCidr(network);
  const isFree = (cidr: string): boolean => {
    const other = parseCidr(cidr)!;
    return !own || own.family !== other.family || own.last < other.first || other.last < own.first;
  };
  const [pods, services] = insideNetworks.filter(isFree);
  if (pods === insideNetworks[0] && services === insideNetworks[1]) return 'distribution: k3s';
  return `# The networks that k3s takes inside by itself lie in the network of the nodes.\ndistribution: { kind: k3s, pods: ${pods}, services: ${services} }`;
}

const secretLine = (url: string): string =>
  url.startsWith('ssh://')
    ? '\n  # Made by hand: the key that may read it, and the keys of its server.\n  secret: flux-system'
    : '';

const nodeLines = (text: string): string =>
  readNodes(text)
    .map(
      ({ name, address }, i) =>
        `  - { name: ${plain(name)}, address: ${plain(address)}, role: ${i === 0 ? 'control-plane' : 'worker'} }`,
    )
    .join('\n');

/** The first address of a pool is the gate's, the second the dashboard's, the others are for those that ask for none. */
function partsOf(text: string): { readonly gate: string; readonly dashboard?: string; readonly others?: string } {
  const range = parseRange(text);
  if (!range) return { gate: text };
  const at = (value: bigint) => printAddress({ family: range.family, value });
  const size = range.last - range.first + 1n;
  return {
    gate: at(range.first),
    ...(size > 1n && { dashboard: at(range.first + 1n) }),
    ...(size > 2n && { others: printRange({ ...range, first: range.first + 2n }) }),
  };
}

function poolLines(text: string): string {
  const { gate, dashboard, others } = partsOf(text);
  return [
    `    - { name: gate, addresses: [${plain(gate)}], autoAssign: false }`,
    ...(dashboard ? [`    - { name: dashboard, addresses: [${plain(dashboard)}], autoAssign: false }`] : []),
    ...(others ? [`    - { name: default, addresses: [${plain(others)}] }`] : []),
  ].join('\n');
}

function gateLines(text: string, domain: string): string {
  const { gate, dashboard } = partsOf(text);
  return [
    '  # The gate: let DNS point every host to it.',
    `  address: ${plain(gate)}`,
    ...(dashboard ? [`  dashboard: { address: ${plain(dashboard)}, host: ${plain(`traefik.${domain}`)} }`] : []),
  ].join('\n');
}

function issuerLines({ issuer, email, domain }: Pick<LabAnswers, 'issuer' | 'email' | 'domain'>): string {
  const wildcard = `  domains: [${plain(domain)}, ${JSON.stringify(`*.${domain}`)}]`;
  if (issuer === 'internal-ca') {
    return `  # An authority of the lab's own: needs no public domain; clients must be told to trust it.\n  issuer: { type: internal-ca }\n${wildcard}`;
  }
  const account = `${email ? `    email: ${plain(email)}\n` : ''}    # Go to production once staging works: its rate limits are strict.\n    server: staging\n`;
  const start = `  issuer:\n    type: ${plain(issuer)}\n${account}`;
  return issuer === 'acme-http01'
    ? `${start}  # Proven over HTTP from the Internet: no wildcards, each host is named.\n  domains: [${plain(`hello.${domain}`)}, ${plain(`traefik.${domain}`)}]`
    : `${start}    # Where the token is, never the token itself.\n    apiToken: { env: CLOUDFLARE_API_TOKEN }\n${wildcard}`;
}
