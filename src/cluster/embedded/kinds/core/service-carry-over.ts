import type { UnknownObject } from '../../../../kube/object.ts';
import { record, records } from '../shared/checks.ts';
import type { Fields } from '../shared/fill.ts';
import { hasNodePorts, needsHealthPort } from './service-allocation.ts';

/** What the server gave earlier stays where the writer says nothing: patchAllocatedValues. */
export function carryOver(next: UnknownObject, old: UnknownObject): UnknownObject {
  const [now, before] = [record(next.spec), record(old.spec)];
  const addressed = (spec: Fields) => spec.type !== 'ExternalName';
  let spec: Fields = now;
  if (addressed(now) && addressed(before)) {
    if (!spec.clusterIP && !spec.clusterIPs) {
      spec = { ...spec, clusterIP: before.clusterIP, clusterIPs: before.clusterIPs };
    }
  } else if (!addressed(now)) spec = without(spec, ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']);
  if (hasNodePorts(now) && hasNodePorts(before))
    spec = { ...spec, ports: carryPorts(records(now.ports), records(before.ports)) };
  else if (!hasNodePorts(now) && hasNodePorts(before))
    spec = { ...spec, ports: dropPorts(records(now.ports), records(before.ports)) };
  if (needsHealthPort(now) && needsHealthPort(before) && !now.healthCheckNodePort) {
    spec = { ...spec, healthCheckNodePort: before.healthCheckNodePort };
  }
  if (!needsHealthPort(now) && now.healthCheckNodePort === before.healthCheckNodePort)
    spec = without(spec, ['healthCheckNodePort']);
  if (now.type !== 'LoadBalancer' && before.type === 'LoadBalancer') {
    spec = without(spec, ['allocateLoadBalancerNodePorts', 'loadBalancerClass']);
  }
  if (!hasNodePorts(now) && hasNodePorts(before)) spec = without(spec, ['externalTrafficPolicy']);
  return spec === now ? next : { ...next, spec };
}

const without = (spec: Fields, fields: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(spec).filter(([field]) => !fields.includes(field)));

const samePort = (a: Fields, b: Fields): boolean => a.port === b.port && a.protocol === b.protocol;

const carryPorts = (now: readonly Fields[], before: readonly Fields[]): readonly Fields[] =>
  now.map((port) => {
    const known = port.nodePort ? undefined : before.find((each) => samePort(each, port))?.nodePort;
    return known === undefined ? port : { ...port, nodePort: known };
  });

/** A service that is no longer reachable through nodes loses the ports it had there. */
const dropPorts = (now: readonly Fields[], before: readonly Fields[]): readonly Fields[] =>
  now.map((port) => {
    const same = before.some((each) => samePort(each, port) && each.nodePort === port.nodePort);
    return same ? without(port, ['nodePort']) : port;
  });
