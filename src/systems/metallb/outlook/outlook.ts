import { compareText } from '../../../core/finding.ts';
import { printRef, type UnknownObject } from '../../../kube/object.ts';
import type { Namespace, Service } from '../../../kube/types.ts';
import type { AddressOutlook, Outlook, OutlookInput, PoolOutlook } from '../../outlook.ts';
import { AddressBook } from '../allocation/address-book.ts';
import type { Convergence } from '../allocation/convergence.ts';
import { readPools } from '../allocation/pools.ts';
import { convergeAll } from '../allocation/services.ts';
import { annotationOf } from '../annotations.ts';
import { balancersOf, poolsOf } from '../rule-objects.ts';

/**
 * The addresses that MetalLB gives the Services of the files. Where it has given some before, those stay as long as they may; what it gives at
 * first to Services that ask for none depends on their order, which upstream leaves open: then each gets one of theirs.
 */
export async function outlook(input: OutlookInput, before?: OutlookInput): Promise<Outlook> {
  const pools = poolsOf(input);
  if (pools.length === 0) return {};
  const held = before && (await outlook(before)).addresses;
  return { addresses: addressesOf(input, held), pools: pools.map(({ object }) => poolOf(object)) };
}

const poolOf = (pool: UnknownObject & { readonly spec?: { readonly addresses?: readonly string[] } }): PoolOutlook => ({
  object: printRef(pool),
  ranges: pool.spec?.addresses ?? [],
});

function addressesOf(input: OutlookInput, held: Outlook['addresses'] = []): readonly AddressOutlook[] {
  const namespaces = input.ofKind('Namespace', '').map(({ object }) => object as Namespace);
  const reading = readPools(
    poolsOf(input).map(({ object }) => object),
    namespaces,
  );
  const services = balancersOf(input);
  if ('error' in reading)
    return services.map(({ on }) => ({
      ...{ object: printRef(on.object), addresses: [], certain: true },
      problem: reading.error,
    }));
  const book = new AddressBook();
  book.setPools(reading.pools);
  const seeds = seedsOf(held);
  const all = services.map(({ object }) => asCreated(object, seeds.get(printRef(object))));
  const has = (service: Service) => seeds.has(printRef(service));
  const inTurn = [
    all.filter(has),
    all.filter((one) => !has(one) && asks(one)),
    all.filter((one) => !has(one) && !asks(one)),
  ];
  const rows = inTurn
    .flatMap((some) => convergeAll(book, some, ''))
    .map(({ service, convergence }) => rowOf(service, convergence));
  return spread(rows, new Map(held.map((each) => [each.object, each])), seeds);
}

/** What each Service holds: of several that share out some addresses, each one of them, it does not matter which. */
function seedsOf(held: readonly AddressOutlook[]): ReadonlyMap<string, readonly string[]> {
  const taken = new Map<string, number>();
  return new Map(
    held
      .filter(({ addresses }) => addresses.length > 0)
      .map(({ object, addresses, certain }) => {
        if (certain) return [object, addresses];
        const n = taken.get(addresses.join()) ?? 0;
        taken.set(addresses.join(), n + 1);
        return [object, addresses.slice(n, n + 1)];
      }),
  );
}

/** As the API server leaves it, with the addresses that it has already. */
function asCreated(service: Service, addresses: readonly string[] = []): Service {
  const { ipFamilies = ['IPv4'], clusterIPs } = service.spec;
  const made = ipFamilies.map((family) => (family === 'IPv6' ? 'fd00:10:43::1' : '10.43.0.1'));
  return {
    ...service,
    spec: { ...service.spec, ipFamilies, clusterIPs: clusterIPs ?? made, clusterIP: clusterIPs?.[0] ?? made[0]! },
    status: { loadBalancer: { ingress: addresses.map((ip) => ({ ip })) } },
  };
}

const asks = (service: Service): boolean =>
  Boolean(annotationOf(service, 'loadBalancerIPs') || service.spec.loadBalancerIP);

interface Row extends AddressOutlook {
  /** It takes what is left. */
  readonly open: boolean;
}

function rowOf(service: Service, { addresses = [], pool, events }: Convergence): Row {
  const problem = events.filter(({ type }) => type === 'Warning').at(-1)?.message;
  return {
    object: printRef(service),
    addresses,
    certain: true,
    open: !asks(service) && addresses.length > 0,
    ...(pool !== undefined && { pool }),
    ...(addresses.length === 0 && problem !== undefined && { problem }),
  };
}

/** Of those that take what is left of a pool at once, each gets one of what all of them get. One that had something keeps it. */
function spread(
  rows: readonly Row[],
  known: ReadonlyMap<string, AddressOutlook>,
  seeds: ReadonlyMap<string, readonly string[]>,
): readonly AddressOutlook[] {
  const isKept = ({ object, addresses }: Row) => seeds.get(object)?.join() === addresses.join();
  const fresh = rows.filter((row) => row.open && !isKept(row));
  const result = rows.map((row): AddressOutlook => {
    const { open: _, ...told } = row;
    const before = known.get(row.object);
    if (isKept(row) && before) return { ...told, addresses: before.addresses, certain: before.certain };
    const group = fresh.filter(({ pool }) => pool === row.pool);
    if (!fresh.includes(row) || group.length < 2) return told;
    const some = [...new Set(group.flatMap(({ addresses }) => addresses))].sort(compareText);
    return { ...told, addresses: some, certain: false };
  });
  return result.sort((a, b) => compareText(a.object, b.object));
}
