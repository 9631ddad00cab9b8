import type { UnknownObject } from '../../../../kube/object.ts';
import { duplicate, type FieldError, forbiddenField, invalid, required } from '../../api/field-error.ts';
import { labelErrors } from '../../api/metadata.ts';
import {
  type Errors,
  immutable,
  labelName,
  listOf,
  oneOf,
  portNumber,
  portReference,
  record,
  records,
  subdomain,
  unique,
} from '../shared/checks.ts';
import type { Fields } from '../shared/fill.ts';
import { addressErrors } from './service-address-errors.ts';
import { balancerErrors, trafficErrors } from './service-traffic-errors.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

const protocols = ['SCTP', 'TCP', 'UDP'];

/** Faults of a Service: kubernetes pkg/apis/core/validation/validation.go validateService. */
export function serviceErrors(object: UnknownObject): Errors {
  const spec = record(object.spec);
  const ports = records(spec.ports);
  const headless = listOf(spec.clusterIPs)[0] === 'None';
  const names = new Set<string>();
  return [
    ...(ports.length === 0 && !headless && spec.type !== 'ExternalName' ? [required('spec.ports')] : []),
    ...typeErrors(spec, headless),
    ...ports.flatMap((port, index) => servicePortErrors(port, ports.length > 1, names, `spec.ports[${index}]`)),
    ...(spec.selector ? labelErrors(spec.selector as Record<string, string>, 'spec.selector') : []),
    ...oneOf(spec.sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity'),
    ...(spec.sessionAffinity === 'None' && spec.sessionAffinityConfig !== undefined
      ? [forbiddenField('spec.sessionAffinityConfig', 'must not be set when session affinity is None')]
      : []),
    ...addressErrors(spec, headless),
    ...oneOf(spec.type, types, 'spec.type'),
    ...portClashes(spec, ports),
    ...balancerErrors(spec),
    ...trafficErrors(spec),
  ];
}

function typeErrors(spec: Fields, headless: boolean): Errors {
  const { type } = spec;
  if ((type === 'LoadBalancer' || type === 'NodePort') && headless) {
    return [invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)];
  }
  if (type !== 'ExternalName') return [];
  const set = ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'].filter((field) => {
    const value = spec[field];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  const name = String(spec.externalName ?? '').replace(/\.$/, '');
  return [
    ...set.map((field) => forbiddenField(`spec.${field}`, 'may not be set for ExternalName services')),
    ...(name === '' ? [required('spec.externalName')] : subdomain(name, 'spec.externalName')),
  ];
}

function servicePortErrors(port: Fields, named: boolean, names: Set<string>, at: string): Errors {
  const name = String(port.name ?? '');
  const naming =
    name === ''
      ? named
        ? [required(`${at}.name`)]
        : []
      : [...labelName(name, `${at}.name`), ...unique(names, name, `${at}.name`)];
  return [
    ...naming,
    ...portNumber(port.port, `${at}.port`),
    ...oneOf(port.protocol, protocols, `${at}.protocol`),
    ...portReference(port.targetPort, `${at}.targetPort`),
  ];
}

/** A port as Go prints the struct that upstream compares. */
const asGo = (Protocol: unknown, Port: unknown): Fields => ({
  Name: '',
  Protocol,
  AppProtocol: null,
  Port,
  TargetPort: 0,
  NodePort: 0,
});

function portClashes(spec: Fields, ports: readonly Fields[]): Errors {
  const errors: FieldError[] = [];
  const nodePorts = new Set<string>();
  const seen = new Set<string>();
  ports.forEach(({ port, nodePort, protocol }, index) => {
    const at = `spec.ports[${index}]`;
    if (nodePort && spec.type === 'ClusterIP') {
      errors.push(forbiddenField(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
    if (nodePort && nodePorts.has(`${protocol}/${nodePort}`)) errors.push(duplicate(`${at}.nodePort`, nodePort));
    nodePorts.add(`${protocol}/${nodePort}`);
    if (seen.has(`${protocol}/${port}`)) errors.push(duplicate(at, asGo(protocol, port)));
    seen.add(`${protocol}/${port}`);
  });
  return errors;
}

/** The first cluster IP of a service stays as long as the service has one. */
export function serviceUpdateErrors(next: UnknownObject, old: UnknownObject): Errors {
  const [now, before] = [record(next.spec), record(old.spec)];
  const errors = [...serviceErrors(next)];
  const kept = now.type !== 'ExternalName' && before.type !== 'ExternalName' && before.clusterIP;
  if (kept && listOf(now.clusterIPs)[0] !== listOf(before.clusterIPs)[0]) {
    errors.push(invalid('spec.clusterIPs[0]', listOf(now.clusterIPs), 'may not change once set'));
  }
  if (now.type === 'LoadBalancer' && before.type === 'LoadBalancer') {
    const fixed = immutable(now.loadBalancerClass, before.loadBalancerClass, 'spec.loadBalancerClass');
    errors.push(...fixed.map(({ field }) => invalid(field, now.loadBalancerClass ?? null, 'may not change once set')));
  }
  return errors;
}
