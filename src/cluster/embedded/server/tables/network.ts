import type { KubeObject } from '../../../../kube/object.ts';
import type { LabelSelector } from '../../../../kube/selector.ts';
import type { EndpointSlice, Ingress, IngressClass, Service } from '../../../../kube/types.ts';
import { ageOf, fewOf, printLabels, tableOf } from './table-kind.ts';
import { selectorText } from './workloads.ts';

type Point = { readonly ip?: string; readonly hostname?: string };

const pointsOf = (status: unknown): string => {
  const { ingress = [] } =
    (status as { loadBalancer?: { ingress?: readonly Point[] } } | undefined)?.loadBalancer ?? {};
  return [...new Set(ingress.map(({ ip, hostname }) => ip || hostname || '').filter((text) => text !== ''))]
    .sort()
    .join(',');
};

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

export const serviceTable = tableOf<Service>(
  'Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector?',
  (service, now) => [
    service.metadata.name,
    service.spec?.type ?? '',
    service.spec?.clusterIPs?.[0] ?? '<none>',
    externalAddress(service),
    portText(service.spec?.ports),
    ageOf(service, now),
    printLabels(service.spec?.selector),
  ],
);

function hostsOf(rules: readonly { readonly host?: string }[]): string {
  const hosts = rules.slice(0, 3).flatMap(({ host }) => (host ? [host] : []));
  if (hosts.length === 0) return '*';
  const more = hosts.length === 3 && rules.length > 3;
  return more ? `${hosts.join(',')} + ${rules.length - 3} more...` : hosts.join(',');
}

export const ingressTable = tableOf<Ingress>('Name, Class, Hosts, Address, Ports, Age', (ingress, now) => [
  ingress.metadata.name,
  ingress.spec?.ingressClassName ?? '<none>',
  hostsOf(ingress.spec?.rules ?? []),
  pointsOf(ingress.status),
  ingress.spec?.tls?.length ? '80, 443' : '80',
  ageOf(ingress, now),
]);

export const ingressClassTable = tableOf<IngressClass>('Name, Controller, Parameters, Age', (ingressClass, now) => {
  const { metadata, spec } = ingressClass;
  const isDefault = metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true';
  const parameters = (spec as { parameters?: { apiGroup?: string; kind: string; name: string } } | undefined)
    ?.parameters;
  const kind = parameters && (parameters.apiGroup ? `${parameters.kind}.${parameters.apiGroup}` : parameters.kind);
  return [
    isDefault ? `${metadata.name} (default)` : metadata.name,
    spec?.controller ?? '',
    parameters ? `${kind}/${parameters.name}` : '<none>',
    ageOf(ingressClass, now),
  ];
});

export const endpointSliceTable = tableOf<EndpointSlice>('Name, AddressType, Ports, Endpoints, Age', (slice, now) => [
  slice.metadata.name,
  slice.addressType ?? '',
  fewOf(
    (slice.ports ?? []).map(({ port, name }) => (port !== undefined ? String(port) : name || '*')),
    '<unset>',
  ),
  fewOf(
    (slice.endpoints ?? []).flatMap(({ addresses }) => addresses ?? []),
    '<unset>',
  ),
  ageOf(slice, now),
]);

interface Endpoints extends KubeObject {
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

export const endpointsTable = tableOf<Endpoints>('Name, Endpoints, Age', (endpoints, now) => {
  const list = (endpoints.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) =>
          addresses.map(({ ip = '' }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)),
        ),
  );
  return [endpoints.metadata.name, fewOf(list, '<none>'), ageOf(endpoints, now)];
});

interface NetworkPolicy extends KubeObject {
  readonly spec?: { readonly podSelector?: LabelSelector };
}

export const networkPolicyTable = tableOf<NetworkPolicy>('Name, Pod-Selector, Age', (policy, now) => [
  policy.metadata.name,
  selectorText(policy.spec?.podSelector),
  ageOf(policy, now),
]);

interface ServiceCidr extends KubeObject {
  readonly spec?: { readonly cidrs?: readonly string[] };
}

export const serviceCidrTable = tableOf<ServiceCidr>('Name, CIDRs, Age', (range, now) => [
  range.metadata.name,
  (range.spec?.cidrs ?? []).join(','),
  ageOf(range, now),
]);
