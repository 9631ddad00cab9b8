import type { Hop } from '../cluster/network.ts';
import { compareText } from '../core/finding.ts';
import { groupOf, printRef, type UnknownObject } from '../kube/object.ts';
import { isGatewayRef } from '../systems/kubernetes/gateway-api/attachment.ts';
import { gatewayGroup, type ParentRef } from '../systems/kubernetes/gateway-api/kinds.ts';
import { gatewayController } from '../systems/traefik/gateway/gateway-context.ts';
import { chartRows } from './chart-rows.ts';
import type { Subject } from './load-subject.ts';
import { addressHops } from './written-addresses.ts';

/** Releases of which it is not known what they install: a gate, addresses and routes may be among it. */
export const openReleases = ({ releases }: Pick<Subject, 'releases'>): readonly string[] =>
  chartRows(releases)
    .filter(({ by }) => by === 'nothing')
    .map(({ release }) => release);

/** Objects that write a route for a host, a hop each with the Services that it names, whoever serves them. */
export function writtenFor(host: string, objects: readonly UnknownObject[]): readonly Hop[] {
  const routes = objects.filter(({ kind, spec }) => /^Ingress$|Route$/.test(kind) && namesHost(spec, host));
  const told = routes
    .map((object) => ({ ref: printRef(object), names: [...new Set(servicesOf(object.spec))] }))
    .sort((a, b) => compareText(a.ref, b.ref))
    .map(
      ({ ref, names }): Hop => ({
        at: 'route',
        decision: `${ref} names ${host}`,
        reason: names.length > 0 ? `it leads to ${names.join(', ')}` : 'it names no Service',
        source: 'the objects; what serves them is not known',
      }),
    );
  return [...told, ...gatewaysOf(routes, objects).flatMap((gateway) => gatewayHops(gateway, objects))];
}

/** The Gateways that routes ask for, in order of their names. */
function gatewaysOf(routes: readonly UnknownObject[], objects: readonly UnknownObject[]): readonly UnknownObject[] {
  const wanted = new Set(
    routes.flatMap(({ metadata, spec }) => {
      const { parentRefs = [] } = (spec ?? {}) as { readonly parentRefs?: readonly ParentRef[] };
      return parentRefs
        .filter(isGatewayRef)
        .map(({ name, namespace = metadata.namespace }) => `Gateway/${namespace}/${name}`);
    }),
  );
  return objects
    .filter((object) => groupOf(object.apiVersion) === gatewayGroup && wanted.has(printRef(object)))
    .sort((a, b) => compareText(printRef(a), printRef(b)));
}

/** A Gateway, who serves it as far as that is written, and the address it asks for. */
function gatewayHops(gateway: UnknownObject, objects: readonly UnknownObject[]): readonly Hop[] {
  const { gatewayClassName: name = '' } = (gateway.spec ?? {}) as { readonly gatewayClassName?: string };
  const found = objects.find(
    ({ apiVersion, kind, metadata }) =>
      kind === 'GatewayClass' && groupOf(apiVersion) === gatewayGroup && metadata.name === name,
  );
  const controller = ((found?.spec ?? {}) as { readonly controllerName?: string }).controllerName;
  if (controller === gatewayController) return addressHops(gateway, objects);
  const hop: Hop = {
    at: 'gateway',
    decision: `${printRef(gateway)} is of class ${name}`,
    reason:
      controller === undefined
        ? 'the class is not among the objects: what serves it is not known'
        : `${controller} serves it, if it takes it: what it does is modelled of Traefik alone`,
    source: 'the objects; what serves them is not known',
  };
  return [hop, ...addressHops(gateway, objects)];
}

const quoted = /[`"']([^`"']+)[`"']/g;

/** Whether a text below is the host, or a rule in which it stands in quotes. */
function namesHost(value: unknown, host: string): boolean {
  if (typeof value === 'string') return value === host || [...value.matchAll(quoted)].some(([, text]) => text === host);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => namesHost(inner, host));
}

const backendKeys = new Set(['backendRefs', 'services', 'service', 'defaultBackend']);

/** Names below the fields that name backends. */
function servicesOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    backendKeys.has(key) ? [inner].flat().flatMap(nameOf) : servicesOf(inner),
  );
}

const nameOf = (backend: unknown): readonly string[] =>
  typeof backend === 'object' && backend !== null && 'name' in backend && typeof backend.name === 'string'
    ? [backend.name]
    : [];
