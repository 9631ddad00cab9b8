// Random labs about who answers for an address: nodes, pools, advertisements and Services.
import { type Dice, diceOf } from '../dice.ts';

/** A node as a lab wants it; all have a speaker unless a taint keeps it away. */
export interface LabNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tainted: boolean;
}

/** An endpoint of a Service, and what its conditions say. */
export interface LabEndpoint {
  readonly node: string;
  readonly ready: boolean;
  readonly serving: boolean;
}

export interface LabService {
  readonly name: string;
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly policy: 'Local' | 'Cluster';
  readonly endpoints: readonly LabEndpoint[];
}

export interface ElectionLab {
  readonly nodes: readonly LabNode[];
  readonly pools: readonly { readonly name: string; readonly tier: string; readonly addresses: string }[];
  readonly advertisements: readonly { readonly name: string; readonly spec: object }[];
  readonly services: readonly LabService[];
}

/** Labels a lab may set on a node: what it does not name is taken away before. */
export const nodeLabels = ['zone', 'disk', 'node.kubernetes.io/exclude-from-external-load-balancers'] as const;

function nodesOf(names: readonly string[], dice: Dice): readonly LabNode[] {
  const nodes = names.map((name) => ({
    name,
    labels: {
      zone: dice.pick(['a', 'b']),
      ...(dice.chance(0.5) && { disk: dice.pick(['fast', 'slow']) }),
      ...(dice.chance(0.15) && { [nodeLabels[2]]: dice.pick(['', 'true', 'false']) }),
    },
    tainted: dice.chance(0.25),
  }));
  // Somewhere the controller must run.
  return nodes.every(({ tainted }) => tainted) ? nodes.map((node) => ({ ...node, tainted: false })) : nodes;
}

const selectors = (dice: Dice, nodes: readonly LabNode[]): readonly object[] =>
  Array.from({ length: 1 + dice.below(2) }, () =>
    dice.pick<object>([
      { matchLabels: { zone: dice.pick(['a', 'b', 'c']) } },
      { matchLabels: { 'kubernetes.io/hostname': dice.pick(nodes).name } },
      { matchExpressions: [{ key: 'disk', operator: dice.pick(['Exists', 'DoesNotExist']) }] },
      { matchExpressions: [{ key: 'zone', operator: dice.pick(['In', 'NotIn']), values: ['a'] }] },
    ]),
  );

/** Selectors that stand twice in one advertisement are refused. */
const distinct = (list: readonly object[]): readonly object[] =>
  list.filter((each, i) => list.findIndex((other) => JSON.stringify(other) === JSON.stringify(each)) === i);

function advertisementOf(index: number, pools: readonly string[], nodes: readonly LabNode[], dice: Dice) {
  const spec = {
    ...(dice.chance(0.6) && { ipAddressPools: dice.some(pools) }),
    ...(dice.chance(0.2) && { ipAddressPoolSelectors: [{ matchLabels: { tier: dice.pick(['lan', 'guests']) } }] }),
    ...(dice.chance(0.5) && { nodeSelectors: distinct(selectors(dice, nodes)) }),
    ...(dice.chance(0.2) && { serviceSelectors: [{ matchLabels: { app: dice.pick(['web', 'dns']) } }] }),
    ...(dice.chance(0.2) && { interfaces: ['eth0'] }),
  };
  return { name: `advertisement-${index}`, spec };
}

const endpointsOf = (nodes: readonly LabNode[], dice: Dice): readonly LabEndpoint[] =>
  dice.some(nodes).map(({ name }) => {
    const ready = dice.chance(0.8);
    return { node: name, ready, serving: ready || dice.chance(0.5) };
  });

/** A lab; those of one `setting` have the same nodes. */
export function randomLab(names: readonly string[], setting: number, number: number): ElectionLab {
  const nodes = nodesOf(names, diceOf(1000 + setting));
  const dice = diceOf(100_000 + setting * 1000 + number);
  const pools = Array.from({ length: 1 + dice.below(3) }, (_, i) => ({
    name: `pool-${i}`,
    tier: dice.pick(['lan', 'guests']),
    addresses: `192.168.88.${100 + 20 * i}-192.168.88.${119 + 20 * i}`,
  }));
  const poolNames = pools.map(({ name }) => name);
  const advertisements = Array.from({ length: 1 + dice.below(3) }, (_, i) =>
    advertisementOf(i, poolNames, nodes, dice),
  );
  const services = Array.from({ length: 5 }, (_, i) => ({
    name: `service-${i}`,
    address: `192.168.88.${100 + 20 * dice.below(pools.length) + i * 4 + dice.below(4)}`,
    labels: { app: dice.pick(['web', 'dns', 'nas']) },
    policy: dice.pick(['Local', 'Cluster'] as const),
    endpoints: endpointsOf(nodes, dice),
  }));
  return { nodes, pools, advertisements, services };
}
