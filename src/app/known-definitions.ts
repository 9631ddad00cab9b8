import type { DefinitionsOf } from '../check/known-definitions.ts';
import type { UnknownObject } from '../kube/object.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';

type Load = () => Promise<unknown>;

/** Kinds that home labs use of projects that are no system here, by API group: data/sources.yaml says where they come from. */
const others: Readonly<Record<string, Load>> = {
  'cilium.io': async () => (await import('./kinds/cilium.json', { with: { type: 'json' } })).default,
  'external-secrets.io': async () =>
    (await import('./kinds/external-secrets.json', { with: { type: 'json' } })).default,
  'gateway.networking.k8s.io': async () =>
    (await import('./kinds/gateway-api.json', { with: { type: 'json' } })).default,
  'monitoring.coreos.com': async () =>
    (await import('./kinds/prometheus-operator.json', { with: { type: 'json' } })).default,
};

/** Definitions of the kinds of a group as the system knows them whose it is, or as its project has them; none where neither is known. */
export const knownDefinitionsOf: DefinitionsOf = async (group) => {
  const owner = systems.find(({ definitions }: System) => definitions?.groups.includes(group)) as System | undefined;
  const load: Load | undefined = owner?.definitions?.load ?? others[group];
  const all = ((await load?.()) ?? []) as readonly UnknownObject[];
  return all.filter(({ spec }) => (spec as { readonly group?: string }).group === group);
};
