import { type AddressRange, parseAddress, parseCidr, parseRange, printAddress, printRange } from '../core/address.ts';

/** What a new lab file is made from. What is left out follows from the network. */
export interface LabAnswers {
  readonly name: string;
  /** Node network, an IPv4 CIDR of at least 16 addresses. */
  readonly network: string;
  readonly gateway?: string;
  /** The range that DHCP hands out, or `none`. */
  readonly dhcp?: string;
  /** Addresses, or `name=address`, with commas between them; the first runs the control plane. */
  readonly nodes?: string;
  /** Addresses for MetalLB: the first is the gate's, the second the dashboard's. */
  readonly pool?: string;
  readonly issuer: string;
  /** Domain the hosts lie under. */
  readonly domain: string;
  /** Address for the account at a public authority. */
  readonly email?: string;
  /** Git URL Flux reads. */
  readonly repository: string;
}

/** What is asked, in this order: each suggestion follows from the answers before it. */
export const answerKeys = [
  'name',
  'network',
  'gateway',
  'dhcp',
  'nodes',
  'pool',
  'issuer',
  'domain',
  'email',
  'repository',
] as const satisfies readonly (keyof LabAnswers)[];

export type AnswerKey = (typeof answerKeys)[number];

/** What is proposed where nothing else follows. The domain is one that is kept for homes (RFC 8375), which no public authority signs. */
export const defaultAnswers: LabAnswers = {
  name: 'homelab',
  network: '192.168.88.0/24',
  issuer: 'internal-ca',
  domain: 'lab.home.arpa',
  repository: 'https://git.example.org/homelab/platform.git',
};

/** A node as it was answered. */
export interface NodeAnswer {
  readonly name: string;
  readonly address: string;
}

/** The nodes of an answer; those without a name are counted. */
export const readNodes = (text: string): readonly NodeAnswer[] =>
  text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word, i) => {
      const equals = word.indexOf('=');
      return equals < 0
        ? { name: `node-${i + 1}`, address: word }
        : { name: word.slice(0, equals), address: word.slice(equals + 1) };
    });

/** Offsets into a network of a size that what is suggested begins at. */
const places = (size: bigint) =>
  size >= 256n
    ? { nodes: 11n, pool: 60n, dhcp: [100n, 200n] as const }
    : { nodes: size >= 64n ? 11n : 2n, pool: size / 4n + 1n, dhcp: [size / 2n, size - 2n] as const };

/** The answers with a suggestion for whatever the network leaves open: free of each other and of what was answered. */
export function completeAnswers(answers: LabAnswers): Required<Omit<LabAnswers, 'email'>> & Pick<LabAnswers, 'email'> {
  const cidr = parseCidr(answers.network);
  const { gateway = '', dhcp = '', nodes = '', pool = '' } = answers;
  if (cidr?.family !== 4 || cidr.prefix > 28) return { ...answers, gateway, dhcp, nodes, pool };
  const size = cidr.last - cidr.first + 1n;
  const { nodes: nodesAt, pool: poolAt, dhcp: leases } = places(size);
  const at = (offset: bigint) => cidr.first + offset;
  const span = (first: bigint, last: bigint): AddressRange => ({ family: 4, first, last });
  const text = (value: bigint) => printAddress({ family: 4, value });
  const door = answers.gateway ?? text(at(1n));
  const lease = answers.dhcp ?? printRange(around(span(at(leases[0]), at(leases[1])), rangesOf(door)));
  const taken = [...rangesOf(door), ...rangesOf(lease)];
  const hosts = answers.nodes ?? freeRun(cidr, at(nodesAt), 3n, taken).map(text).join(', ');
  const used = [...taken, ...readNodes(hosts).flatMap(({ address }) => rangesOf(address))];
  const free = freeRun(cidr, at(poolAt), size >= 64n ? 10n : 3n, used);
  const shared = answers.pool ?? printRange(span(free[0] ?? at(poolAt), free.at(-1) ?? at(poolAt)));
  return { ...answers, gateway: door, dhcp: lease, nodes: hosts, pool: shared };
}

const rangesOf = (text: string): readonly AddressRange[] => {
  const address = parseAddress(text);
  if (address) return [{ family: address.family, first: address.value, last: address.value }];
  const range = parseRange(text);
  return range ? [range] : [];
};

/** The longer part of a range that holds none of the others. */
function around(range: AddressRange, others: readonly AddressRange[]): AddressRange {
  const inside = others.find((other) => other.first >= range.first && other.last <= range.last);
  if (!inside) return range;
  const before = { ...range, last: inside.first - 1n };
  const after = { ...range, first: inside.last + 1n };
  return before.last - before.first > after.last - after.first ? before : after;
}

/** The first run of so many addresses from a place on that nothing takes, from the start of the network when none is behind it; shorter when there is none so long. */
function freeRun(
  network: AddressRange,
  from: bigint,
  length: bigint,
  taken: readonly AddressRange[],
): readonly bigint[] {
  const isTaken = (value: bigint) => taken.find(({ first, last }) => first <= value && value <= last);
  for (let wanted = length; wanted > 0n; wanted -= 1n) {
    for (const start of [from, network.first + 1n]) {
      const run = runFrom(start, network.last, wanted, isTaken);
      if (run) return run;
    }
  }
  return [];
}

function runFrom(
  start: bigint,
  end: bigint,
  length: bigint,
  isTaken: (value: bigint) => AddressRange | undefined,
): readonly bigint[] | undefined {
  let run: bigint[] = [];
  for (let value = start; value < end; value += 1n) {
    const holder = isTaken(value);
    if (holder) {
      run = [];
      value = holder.last;
      continue;
    }
    run.push(value);
    if (BigInt(run.length) === length) return run;
  }
  return undefined;
}
