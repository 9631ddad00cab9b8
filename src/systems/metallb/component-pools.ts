import type { ComposedObject } from '../../compose/composed-object.ts';
import { sortByKey } from '../../compose/sort-lab.ts';
import { parseRange } from '../../core/address.ts';
import type { PlannedPool } from '../../lab/address-plan.ts';
import { metallbNamespace as namespace } from './component-names.ts';
import type { MetallbLab, WrittenPool } from './lab.ts';

type Settings = Pick<WrittenPool, 'services' | 'advertisement'>;

/** An IPAddressPool for each pool of the plan, each followed by the L2Advertisement that is first needed for it. */
export function poolObjects(lab: MetallbLab, pools: readonly PlannedPool[]): ComposedObject[] {
  const settings = new Map<string, Settings>(lab.addresses?.pools.map((pool) => [pool.name, pool]));
  const advertisementOf = ({ name }: PlannedPool) => settings.get(name)?.advertisement?.name ?? name;
  const made = new Set<string>();
  return pools.flatMap((pool) => {
    const own = addressPool(pool, settings.get(pool.name) ?? {});
    const name = advertisementOf(pool);
    if (made.has(name)) return [own];
    made.add(name);
    const sharing = pools.filter((other) => advertisementOf(other) === name).map((other) => other.name);
    return [
      own,
      advertisement(
        name,
        sharing,
        sharing.map((each) => settings.get(each)?.advertisement ?? {}),
      ),
    ];
  });
}

function addressPool({ name, addresses, autoAssign }: PlannedPool, { services }: Settings): ComposedObject {
  const allocation = services && serviceAllocation(services);
  const spec = {
    addresses: addresses.map(poolAddress),
    autoAssign,
    ...(allocation && { serviceAllocation: allocation }),
  };
  return {
    file: `ipaddresspool-${name}.yaml`,
    object: { apiVersion: 'metallb.io/v1beta1', kind: 'IPAddressPool', metadata: { name, namespace }, ...{ spec } },
    comments: {
      ...(!autoAssign && { 'spec.autoAssign': 'Kept for the services that ask for these addresses.' }),
      ...(allocation && {
        'spec.serviceAllocation': 'For these services alone, also where others ask for an address.',
      }),
    },
  };
}

const serviceAllocation = ({ namespaces, namespaceLabels, labels, priority }: NonNullable<Settings['services']>) => ({
  ...(priority !== undefined && { priority }),
  ...(namespaces && { namespaces }),
  ...(namespaceLabels && { namespaceSelectors: [{ matchLabels: sortByKey(namespaceLabels) }] }),
  ...(labels && { serviceSelectors: [{ matchLabels: sortByKey(labels) }] }),
});

/** The interfaces and nodes are those of the first pool that says any. */
function advertisement(
  name: string,
  ipAddressPools: readonly string[],
  settings: readonly NonNullable<Settings['advertisement']>[],
): ComposedObject {
  const interfaces = settings.find((each) => each.interfaces)?.interfaces;
  const nodes = settings.find((each) => each.nodes)?.nodes;
  const spec = {
    ipAddressPools,
    ...(interfaces && { interfaces }),
    ...(nodes && { nodeSelectors: [{ matchLabels: sortByKey(nodes) }] }),
  };
  return {
    file: `l2advertisement-${name}.yaml`,
    header: 'Without it the addresses are handed out and nobody answers for them.',
    object: { apiVersion: 'metallb.io/v1beta1', kind: 'L2Advertisement', metadata: { name, namespace }, ...{ spec } },
  };
}

/** MetalLB takes ranges and CIDRs; one address alone must be written as a CIDR. */
function poolAddress(text: string): string {
  if (text.includes('-') || text.includes('/')) return text.trim();
  return `${text.trim()}/${parseRange(text)?.family === 6 ? 128 : 32}`;
}
