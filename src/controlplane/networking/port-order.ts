const prime = 0x0000000001000000000000000000013bn;
const offset = 0x6c62272e07bb014262b821756295c58dn;
const mask = (1n << 128n) - 1n;

/** 128-bit FNV-1a in hexadecimal, as Go's hash/fnv New128a. */
function fnv128a(text: string): string {
  let hash = offset;
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * prime) & mask;
  return hash.toString(16).padStart(32, '0');
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
