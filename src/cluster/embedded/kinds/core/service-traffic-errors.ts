import { parseAddress, parseCidr } from '../../../../core/address.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { forbiddenField, invalid } from '../../api/field-error.ts';
import { addressText, type Errors, listOf, oneOf, record, records } from '../shared/checks.ts';
import type { Fields } from '../shared/fill.ts';

/** How traffic comes to services: kubernetes pkg/apis/core/validation/validation.go validateService. */

/** What may be said of a load balancer, and by whom. */
export function balancerErrors(spec: Fields): Errors {
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

/** Policies of traffic from outside and inside. */
export function trafficErrors(spec: Fields): Errors {
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
