import type { KindRef, UnknownObject } from '../../../kube/object.ts';
import { gatewayKinds } from '../../kubernetes/gateway-api/kinds.ts';
import { type Read, writtenRoute } from './reading.ts';

/** Kinds that write routes and are not modelled: each of their routes is said to be not known. */
export const otherRouteKinds: readonly KindRef[] = [...gatewayKinds.UDPRoute];

interface Routed {
  readonly spec?: {
    readonly entryPoints?: readonly string[];
    readonly routes?: readonly unknown[];
    readonly rules?: readonly unknown[];
  };
}

/** The routes of kinds that are not modelled. */
export const readOthers = (others: readonly UnknownObject[]): readonly Read[] =>
  others.flatMap((object) => {
    const { spec = {} } = object as Routed;
    const list = spec.routes ?? spec.rules ?? [];
    const field = spec.routes ? 'routes' : 'rules';
    const name = `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    return list.map((_, index) => ({
      route: writtenRoute(name, `${field}[${index}]`, spec.entryPoints ?? []),
      unknown: `routes of kind ${object.kind} are not modelled`,
    }));
  });
