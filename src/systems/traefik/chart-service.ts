import type { Values } from '../../charts/contract.ts';
import type { Json } from '../../kube/object.ts';
import { isSet, mapAt, textAt, valueAt, withValue } from '../chart-values.ts';
import { stringsOf, type TraefikRelease } from './chart-release.ts';

/** The Service with the ports exposed on `default`; none when it is switched off or exposes nothing. */
export function serviceOf(release: TraefikRelease): Values | undefined {
  const { values, fullname, namespace, labels } = release;
  const ports = servicePorts(release, 'default');
  const annotations = { ...mapAt(values, 'service.annotations'), ...mapAt(values, 'service.annotationsTCP') };
  if (!isSet(values, 'service.enabled') || ports.length === 0) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...{ name: fullname, namespace },
      labels: { ...labels, ...stringsOf(valueAt(values, 'service.labels')) },
      ...withValue('annotations', annotations),
    },
    spec: { ...serviceSpec(release), ports },
  };
}

/** Since 40 the spec is the values' own; before, its fields stand beside a part that is passed on, which comes last and wins. */
function serviceSpec({ values, switches, selector }: TraefikRelease): Values {
  const service = mapAt(values, 'service');
  const spec = mapAt(values, 'service.spec');
  if (switches.serviceSpec) return { ...spec, selector };
  const type = textAt(service, 'type') || 'LoadBalancer';
  return {
    type,
    ...withValue('loadBalancerClass', service.loadBalancerClass),
    ...spec,
    selector,
    ...(type === 'LoadBalancer' && withValue('loadBalancerSourceRanges', service.loadBalancerSourceRanges)),
    ...withValue('externalIPs', service.externalIPs),
    ...withValue('ipFamilyPolicy', service.ipFamilyPolicy),
    ...withValue('ipFamilies', service.ipFamilies),
  };
}

const servicePorts = ({ ports }: TraefikRelease, service: string): Json[] =>
  ports
    .filter(([, port]) => isSet(port, `expose.${service}`))
    .flatMap(([name, port]) => servicePort(name.toLowerCase(), port));

function servicePort(name: string, port: Values): Json[] {
  const outside = port.exposedPort || port.port!;
  const common = { ...withValue('nodePort', port.nodePort), ...withValue('appProtocol', port.appProtocol) };
  const own = {
    port: outside,
    name,
    targetPort: port.targetPort || name,
    protocol: textAt(port, 'protocol') || 'TCP',
    ...common,
  };
  if (!isSet(port, 'http3.enabled')) return [own];
  const advertised = valueAt(port, 'http3.advertisedPort') || outside;
  return [own, { port: advertised, name: `${name}-http3`, targetPort: `${name}-http3`, protocol: 'UDP', ...common }];
}
