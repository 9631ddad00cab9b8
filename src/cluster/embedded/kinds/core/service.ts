import { parseCidr } from '../../../../core/address.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { kinds } from '../../../../kube/types/kinds.ts';
import type { Service } from '../../../../kube/types.ts';
import { invalid, invalidObject } from '../../api/field-error.ts';
import type { KindRules } from '../../api/state.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import type { KindContext } from '../kind-parts.ts';
import { listOf, record } from '../shared/checks.ts';
import { ageOf, printLabels, tableOf } from '../shared/columns.ts';
import { withTransitionTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, eachBy, type Fields, fill } from '../shared/fill.ts';
import { pointsOf } from '../shared/load-balancer-cells.ts';
import { Allocator, type Family } from './service-allocation.ts';
import { carryOver } from './service-carry-over.ts';
import { serviceErrors, serviceUpdateErrors } from './service-errors.ts';
import { AddressPool } from './service-pools.ts';
import { serviceStatusErrors } from './service-traffic-errors.ts';

const clientIpTimeout = 10_800;

/** Defaults of a Service's spec: kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Service. */
function defaultService(spec: Fields): Fields {
  let next = fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (next.sessionAffinity === 'ClientIP') {
    const clientIP = fill((next.sessionAffinityConfig as Fields | undefined)?.clientIP as Fields | undefined, {
      timeoutSeconds: clientIpTimeout,
    });
    next = { ...next, sessionAffinityConfig: { clientIP } };
  }
  next = change(next, 'ports', eachBy(defaultServicePort));
  if (next.type !== 'ExternalName') next = fill(next, { internalTrafficPolicy: 'Cluster' });
  if (next.type === 'NodePort' || next.type === 'LoadBalancer') next = fill(next, { externalTrafficPolicy: 'Cluster' });
  return next.type === 'LoadBalancer' ? fill(next, { allocateLoadBalancerNodePorts: true }) : next;
}

/** An address of a load balancer is a virtual one unless its giver says otherwise: SetDefaults_Service. */
function defaultServiceStatus(status: Fields): Fields {
  const entry = (ingress: Fields): Fields => (ingress.ip ? fill(ingress, { ipMode: 'VIP' }) : ingress);
  return change(status, 'loadBalancer', (balancer: Fields) => change(balancer, 'ingress', eachBy(entry)));
}

function defaultServicePort(port: Fields): Fields {
  const next = fill(port, { protocol: 'TCP' });
  const { targetPort } = next;
  return targetPort === undefined || targetPort === 0 || targetPort === '' ? { ...next, targetPort: port.port } : next;
}

const specDefaults = inSpec(defaultService);

const withDefaults = (object: UnknownObject): UnknownObject => {
  const { type } = (object.spec ?? {}) as { type?: unknown };
  const filled = specDefaults(object);
  return type === 'LoadBalancer' ? change(filled, 'status', defaultServiceStatus) : filled;
};

const service = { group: '', kind: kinds.Service.kind };

/**
 * Services get addresses and node ports when they are written: kubernetes pkg/registry/core/service/storage/alloc.go.
 * One set of rules for one cluster: it remembers what is given out.
 */
function forCluster({ serviceCidrs: cidrs }: KindContext): KindRules {
  const pools = new Map<Family, AddressPool>();
  for (const cidr of cidrs) {
    const range = parseCidr(cidr);
    if (range) pools.set(range.family === 6 ? 'IPv6' : 'IPv4', new AddressPool(range));
  }
  const allocator = new Allocator(pools);
  return {
    beforeCreate: (object) => {
      const prepared = allocator.withFamilies(object, undefined);
      const errors = [...pairErrors(object), ...serviceErrors(prepared)];
      if (errors.length > 0) throw invalidObject(service, object.metadata.name, errors);
      return allocator.allocate(prepared, undefined);
    },
    beforeUpdate: (next, old, _state, request) => {
      if (request.subresource) {
        const errors = serviceStatusErrors(next);
        if (errors.length > 0) throw invalidObject(service, next.metadata.name, errors);
        return next;
      }
      const prepared = allocator.withFamilies(carryOver(next, old), old);
      const errors = serviceUpdateErrors(prepared, old);
      if (errors.length > 0) throw invalidObject(service, next.metadata.name, errors);
      return allocator.allocate(prepared, old);
    },
    adopt: (object) => allocator.adopt(object),
    afterWrite: (next, old) => {
      if (!next && old) allocator.release(old, undefined);
    },
  };
}

/** The first of the addresses is the address. */
function pairErrors({ spec }: UnknownObject) {
  const { clusterIP, clusterIPs } = record(spec);
  const [first] = listOf(clusterIPs);
  if (!clusterIP || first === undefined || first === clusterIP) return [];
  return [invalid('spec.clusterIPs', clusterIPs, 'first value must match `clusterIP`')];
}

function externalAddress({ spec, status }: Service): string {
  const fixed = (spec as { externalIPs?: readonly string[] } | undefined)?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ExternalName':
      return (spec as { externalName?: string }).externalName ?? '';
    case 'LoadBalancer':
      return [pointsOf(status), ...fixed].filter((text) => text !== '').join(',') || '<pending>';
    case 'ClusterIP':
    case 'NodePort':
      return fixed.join(',') || '<none>';
    default:
      return '<unknown>';
  }
}

const portText = (ports: NonNullable<Service['spec']>['ports']): string =>
  (ports ?? [])
    .map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol ?? 'TCP'}`)
    .join(',') || '<none>';

const columns = tableOf<Service>('Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector?', (service, now) => [
  service.metadata.name,
  service.spec?.type ?? '',
  service.spec?.clusterIPs?.[0] ?? '<none>',
  externalAddress(service),
  portText(service.spec?.ports),
  ageOf(service, now),
  printLabels(service.spec?.selector),
]);

export const kind = {
  table: '/services',
  claim: {
    behaviour: 'addresses and node ports, families, what stays, table',
    upstream: 'pkg/registry/core/service/storage/alloc.go, pkg/apis/core/validation/validation.go validateService',
    notModelled: 'the order in which the real server picks addresses at random',
  },
  columns,
  nameRule: 'label',
  selectable: ['spec.clusterIP', 'spec.type'],
  defaults: withDefaults,
  completeStatus: withTransitionTimes,
  firstStatus: () => ({ loadBalancer: {} }),
  forCluster,
  answersWithObject: true,
  charged: { onUpdate: () => true },
} satisfies BuiltinKind;
