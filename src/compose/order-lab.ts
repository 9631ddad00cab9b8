import { compareText } from '../core/finding.ts';
import type { Lab } from '../lab/schema.ts';

/**
 * The lab with everything in one order of which the order says nothing: nodes, taints, pools, apps, and the keys of maps. The order of a
 * pool's addresses, of hosts, domains and networks is the person's own and stays.
 */
export const orderLab = (lab: Lab): Lab => ({
  ...lab,
  nodes: byName(lab.nodes).map((node) => ({
    ...node,
    taints: [...node.taints].sort((a, b) => compareText(a.key, b.key) || compareText(a.effect, b.effect)),
    labels: byKey(node.labels),
  })),
  addresses: { ...lab.addresses, pools: byName(lab.addresses.pools) },
  ingress: { ...lab.ingress, entryPoints: byKey(lab.ingress.entryPoints) },
  apps: byName(lab.apps).map((app) => ({ ...app, env: byKey(app.env) })),
});

const byName = <T extends { readonly name: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => compareText(a.name, b.name));

const byKey = <T>(map: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => compareText(a, b)));
