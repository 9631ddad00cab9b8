import { createHash } from 'node:crypto';
import { parseAddress } from '../../core/address.ts';
import type { LabDns } from '../../lab/lab-core.ts';
import type { PlannedLab } from '../../lab/lab-plan.ts';
import type { BesideFile } from '../composed-object.ts';
import { type DnsName, type DnsNames, dnsNames } from './dns-names.ts';

/** The records of a lab for its DNS server, and how they get there, as a sentence of Markdown. */
export interface DnsFile extends BesideFile {
  readonly use: string;
}

const note = 'Composed by Gatehouse from the lab file: the names of the lab, and no others.';

/** The file of DNS records: in the form that the lab names, or a zone where it has a domain and a hosts file where not; undefined where it wants none. */
export function dnsFile(planned: PlannedLab): DnsFile | undefined {
  const names = dnsNames(planned);
  const kind = planned.lab.network.dns ?? (names.domain === undefined ? 'hosts' : 'zone');
  return kind === 'none' ? undefined : writers[kind](names);
}

const writers: Readonly<Record<Exclude<LabDns, 'none'>, (names: DnsNames) => DnsFile>> = {
  zone: (names) => (names.domain === undefined ? hosts(names) : zone(names.names, names.domain)),
  hosts,
  unbound,
  dnsmasq,
  pihole,
};

const typeOf = (address: string): 'A' | 'AAAA' => (parseAddress(address)?.family === 6 ? 'AAAA' : 'A');

const isWildcard = ({ name }: DnsName): boolean => name.startsWith('*.');

/** Each name with each of its addresses. */
const pairs = (names: readonly DnsName[]): readonly (readonly [name: string, address: string])[] =>
  names.flatMap(({ name, addresses }) => addresses.map((address) => [name, address] as const));

/** Names of which a server without wildcards must know each: what a wildcard stands for is listed beside it. */
const exact = (names: readonly DnsName[]) => pairs(names.filter((name) => !isWildcard(name)));

/** A zone of RFC 1035. */
function zone(names: readonly DnsName[], domain: string): DnsFile {
  const short = (name: string) => (name === domain ? '@' : name.slice(0, -domain.length - 1));
  const records = pairs(names).map(([name, address]) => `${short(name)} IN ${typeOf(address)} ${address}\n`);
  const header = `; ${note}
; A server that answers for the domain hides what others say of it. Where certificates are proven by DNS-01, what proves them must ask
; another server for _acme-challenge.${domain}.
$ORIGIN ${domain}.
$TTL 300
@ IN SOA localhost. hostmaster.${domain}. ${serialOf(records.join(''))} 7200 900 1209600 300
@ IN NS localhost.
`;
  const path = `dns/${domain}.zone`;
  return {
    path,
    text: header + records.join(''),
    use: `\`${path}\` is the zone \`${domain}\` with them, for any authoritative server. Its serial changes with the records, and does not grow: servers that copy the zone from another one need a serial of their own.`,
  };
}

/** A serial that is another one when the records are others, and the same on every machine; servers read a zone anew when it changes. */
const serialOf = (records: string): number => (createHash('sha256').update(records).digest().readUInt32BE() >>> 1) + 1;

function hosts({ names }: DnsNames): DnsFile {
  const lines = exact(names).map(([name, address]) => `${address} ${name}\n`);
  return {
    path: 'dns/hosts',
    text: `# ${note}\n${lines.join('')}`,
    use: '`dns/hosts` holds them as lines of `/etc/hosts`, which most DNS servers read, too.',
  };
}

/** `transparent`: what is not listed is asked of others, so that a public domain keeps its public records (unbound.conf, local-zone). */
function unbound({ domain, names }: DnsNames): DnsFile {
  const lines = exact(names).map(([name, address]) => `  local-data: "${name}. IN ${typeOf(address)} ${address}"\n`);
  const scope = domain === undefined ? '' : `  local-zone: "${domain}." transparent\n`;
  return {
    path: 'dns/unbound.conf',
    text: `# ${note}\nserver:\n${scope}${lines.join('')}`,
    use: '`dns/unbound.conf` is for a folder that Unbound includes, such as `/etc/unbound/unbound.conf.d`; then `unbound-control reload`.',
  };
}

/** Names that are listed come before the wildcard (dnsmasq.8, --host-record and --address). */
function dnsmasq({ names }: DnsNames): DnsFile {
  const all = pairs(names.filter(isWildcard)).map(([name, address]) => `address=/${name.slice(2)}/${address}\n`);
  const lines = names
    .filter((name) => !isWildcard(name))
    .flatMap(({ name, addresses }) => byFamily(addresses).map((each) => `host-record=${name},${each.join(',')}\n`));
  return {
    path: 'dns/dnsmasq.conf',
    text: `# ${note}\n${lines.join('')}${all.join('')}`,
    use: '`dns/dnsmasq.conf` is for `/etc/dnsmasq.d`; dnsmasq reads it when it is started anew.',
  };
}

/** A host record takes one address a family. */
function byFamily(addresses: readonly string[]): string[][] {
  const four = addresses.filter((address) => typeOf(address) === 'A');
  const six = addresses.filter((address) => typeOf(address) === 'AAAA');
  const count = Math.max(four.length, six.length);
  return Array.from({ length: count }, (_, i) => [four[i], six[i]].filter((address) => address !== undefined));
}

function pihole({ names }: DnsNames): DnsFile {
  const path = 'dns/pihole.json';
  const lines = exact(names).map(([name, address]) => `${address} ${name}`);
  return {
    path,
    text: `${JSON.stringify(lines, undefined, 2)}\n`,
    use: `\`${path}\` is the whole of Pi-hole's local records (v6); it takes the place of those that are there: \`pihole-FTL --config dns.hosts "$(cat ${path})"\`.`,
  };
}
