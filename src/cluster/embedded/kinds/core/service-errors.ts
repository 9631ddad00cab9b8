import { parseAddress, parseCidr } from '../../../../core/address.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { duplicate, type FieldError, forbiddenField, invalid, notSupported, required } from '../../api/field-error.ts';
import { labelErrors } from '../../api/metadata.ts';
import {
  addressText,
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

const families = ['IPv4', 'IPv6'];

const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

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

function addressErrors(spec: Fields, headless: boolean): Errors {
  if (spec.type === 'ExternalName') return [];
  const addresses = listOf(spec.clusterIPs);
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  listOf(spec.ipFamilies).forEach((family, index) => {
    const at = `spec.ipFamilies[${index}]`;
    if (!families.includes(family)) errors.push(notSupported(at, family, families));
    errors.push(...unique(seen, family, at));
  });
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(String(spec.ipFamilyPolicy))) {
    errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies));
  }
  if (spec.clusterIP && addresses[0] !== spec.clusterIP) {
    errors.push(
      addresses.length === 0
        ? required('spec.clusterIPs')
        : invalid('spec.clusterIPs', addresses, 'first value must match `clusterIP`'),
    );
  }
  addresses.forEach((address, index) => {
    if (index === 0 && address === 'None') return;
    if (!parseAddress(address)) errors.push(invalid(`spec.clusterIPs[${index}]`, address, addressText));
  });
  if (headless && addresses.length > 1) {
    errors.push(invalid('spec.clusterIPs', addresses, "'None' must be the first and only value"));
  }
  listOf(spec.externalIPs).forEach((address, index) => {
    const at = `spec.externalIPs[${index}]`;
    if (!parseAddress(address)) errors.push(invalid(at, address, addressText));
    else errors.push(...specialErrors(address, at));
  });
  return errors;
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

const loopback = /^(127\.|::1$)/;

const linkLocal = /^(169\.254\.|fe80:)/i;

/** Addresses that nothing outside may have: ValidateNonSpecialIP. */
function specialErrors(address: string, at: string): Errors {
  const text = 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  if (loopback.test(address)) return [invalid(at, address, text)];
  if (/^(0\.0\.0\.0|::)$/.test(address)) return [invalid(at, address, `may not be unspecified (${address})`)];
  const local = 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  return linkLocal.test(address) ? [invalid(at, address, local)] : [];
}

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

function balancerErrors(spec: Fields): Errors {
  if (spec.type === 'LoadBalancer') {
    const text = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
    return listOf(spec.loadBalancerSourceRanges).flatMap((range, index) =>
      parseCidr(range.trim()) ? [] : [invalid(`spec.LoadBalancerSourceRanges[${index}]`, range, text)],
    );
  }
  const only = "may only be used when `type` is 'LoadBalancer'";
  return [
    ...(listOf(spec.loadBalancerSourceRanges).length > 0
      ? [forbiddenField('spec.LoadBalancerSourceRanges', only)]
      : []),
    ...(spec.allocateLoadBalancerNodePorts === undefined
      ? []
      : [forbiddenField('spec.allocateLoadBalancerNodePorts', only)]),
    ...(spec.loadBalancerClass === undefined ? [] : [forbiddenField('spec.loadBalancerClass', only)]),
  ];
}

function trafficErrors(spec: Fields): Errors {
  const external = spec.type === 'LoadBalancer' || spec.type === 'NodePort' || listOf(spec.externalIPs).length > 0;
  const { externalTrafficPolicy: policy, internalTrafficPolicy: inner, healthCheckNodePort: health } = spec;
  const checked = spec.type === 'LoadBalancer' && policy === 'Local';
  const field = 'spec.externalTrafficPolicy';
  return [
    ...(external
      ? policy === undefined && spec.type === 'ClusterIP'
        ? []
        : oneOf(policy, ['Cluster', 'Local'], field)
      : policy
        ? [invalid(field, policy, 'may only be set for externally-accessible services')]
        : []),
    ...(!checked && health
      ? [
          invalid(
            'spec.healthCheckNodePort',
            health,
            "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
          ),
        ]
      : []),
    ...(inner === undefined ? [] : oneOf(inner, ['Cluster', 'Local'], 'spec.internalTrafficPolicy')),
  ];
}

/** ValidateLoadBalancerStatus */
export function serviceStatusErrors(object: UnknownObject): Errors {
  const ingress = records(record(record(object.status).loadBalancer).ingress);
  if (ingress.length > 0 && record(object.spec).type !== 'LoadBalancer') {
    return [forbiddenField('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return ingress.flatMap(({ ip }, index) =>
    ip === undefined || parseAddress(String(ip))
      ? []
      : [invalid(`status.loadBalancer.ingress[${index}].ip`, ip, addressText)],
  );
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
