import type { ComposedObject, ComposedSystem } from '../../compose/composed-object.ts';
import type { BetweenState, MigrationSide } from '../../compose/migration/step.ts';
import { familiesOf } from '../../compose/objects/addresses.ts';
import type { Roles } from '../../compose/roles.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { listOf } from '../../lab/list-of.ts';
import { podLabels } from './component-names.ts';
import type { ToldProviders } from './component-values.ts';
import type { GateLab, TraefikLab } from './lab.ts';

type Compose = (lab: GateLab, roles: Roles, plan: LabPlan, told?: ToldProviders) => ComposedSystem;

/**
 * A gate that gets another address has both for a while, so that names move while either leads to it: one that leaves the ports of nodes
 * gets its Service before it leaves them, one with an address gets a second Service.
 */
export function addressFirst(
  from: MigrationSide<TraefikLab>,
  to: MigrationSide<TraefikLab>,
  compose: Compose,
): readonly BetweenState[] {
  const { ingress: old } = from.lab;
  const { ingress: now } = to.lab;
  if (!old || now?.address === undefined || now.namespace !== old.namespace) return [];
  if (listOf(old.address ?? []).join() === listOf(now.address).join()) return [];
  if (old.hostNetwork) {
    const both = { ...from.lab, ingress: { ...old, address: now.address } };
    // What it tells Ingresses of its address would be another argument, and a restart.
    const { controller } = compose(both, to.roles, from.plan, { publishes: false });
    return [betweenOf('the gate answers at the address and on the ports of its node alike', controller)];
  }
  const second = secondService(from.lab as GateLab, to.roles, listOf(now.address));
  return [betweenOf('the gate answers at both addresses', [...from.parts.controller, second])];
}

const betweenOf = (why: string, objects: readonly ComposedObject[]): BetweenState => ({
  title: 'Give the gate its new address',
  why: `${why}: names can move without anybody waiting`,
  part: 'controller',
  objects,
  until: 'names',
});

/** The gate's ports at further addresses. */
function secondService(lab: GateLab, { loadBalancer }: Roles, addresses: readonly string[]): ComposedObject {
  const { annotations, spec } = loadBalancer?.request({ addresses }) ?? { annotations: {}, spec: {} };
  const { namespace, entryPoints } = lab.ingress;
  const ports = Object.entries(entryPoints).map(([name, { port }]) => ({
    name,
    port,
    protocol: 'TCP',
    targetPort: name,
  }));
  return {
    file: 'service-next.yaml',
    header: 'The address that the gate moves to, until all names point there.',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'traefik-next', namespace, annotations },
      ...{
        spec: {
          ...{ type: 'LoadBalancer', externalTrafficPolicy: 'Local' },
          ...familiesOf(addresses),
          ...spec,
          ...{ selector: podLabels(namespace), ports },
        },
      },
    },
  };
}
