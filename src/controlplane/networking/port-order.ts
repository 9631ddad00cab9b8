const offset = [0x6295c58d, 0x62b82175, 0x07bb0142, 0x6c62272e] as const;
const word = 2 ** 32;

/**
 * 128-bit FNV-1a in hexadecimal, as Go's hash/fnv New128a: in four words of 32 bits, the lowest first. The prime is 2^88 + 0x13b, so each
 * step adds the hash, moved by 88 bits, to 0x13b times the hash; no sum is above 2^53.
 */
function fnv128a(text: string): string {
  let [a, b, c, d]: [number, number, number, number] = [...offset];
  for (const byte of Buffer.from(text)) {
    const low = (a ^ byte) >>> 0;
    const first = low * 0x13b;
    const second = b * 0x13b + Math.floor(first / word);
    const third = c * 0x13b + Math.floor(second / word) + ((low << 24) >>> 0);
    const fourth = d * 0x13b + Math.floor(third / word) + (((b << 24) | (low >>> 8)) >>> 0);
    a = first >>> 0;
    b = second >>> 0;
    c = third >>> 0;
    d = fourth >>> 0;
  }
  return [d, c, b, a].map((each) => each.toString(16).padStart(8, '0')).join('');
}

/** A port as both kinds of endpoints know it. */
export interface NamedPort {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

const pointer = (type: string, value: string | number | undefined): string =>
  value === undefined ? `(*${type})<nil>` : `(*${type})${value}`;

/** Go's dump of a discovery/v1 EndpointPort, hashed: upstream sorts the ports of a slice by it (endpointslice/util portsInOrder). */
const sliceKey = ({ name = '', port, protocol = 'TCP', appProtocol }: NamedPort): string =>
  fnv128a(
    `(v1.EndpointPort){Name:${pointer('string', name)} Protocol:${pointer('v1.Protocol', protocol)} Port:${pointer('int32', port)} AppProtocol:${pointer('string', appProtocol)}}`,
  );

/** The same for core/v1 (pkg/api/v1/endpoints/util.go portsByHash). */
const subsetKey = ({ name = '', port, protocol = 'TCP', appProtocol }: NamedPort): string =>
  fnv128a(
    `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:${pointer('string', appProtocol)}}`,
  );

function sortBy<T extends NamedPort>(ports: readonly T[], keyOf: (port: NamedPort) => string): readonly T[] {
  if (ports.length < 2) return ports;
  const keyed = ports.map((port) => ({ port, key: keyOf(port) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ port }) => port);
}

/** Ports in the order of an EndpointSlice. */
export const sortSlicePorts = <T extends NamedPort>(ports: readonly T[]): readonly T[] => sortBy(ports, sliceKey);

/** Ports in the order of the subset of an Endpoints object. */
export const sortSubsetPorts = <T extends NamedPort>(ports: readonly T[]): readonly T[] => sortBy(ports, subsetKey);
