import type { KubeObject } from '../../../../kube/object.ts';
import type { LabelSelector } from '../../../../kube/selector.ts';
import type { EndpointSlice, Ingress, IngressClass, Service } from '../../../../kube/types.ts';
import { ageOf, fewOf, printLabels, tableOf } from './table-kind.ts';
import { selectorText } from './workloads.ts';

type Point = { readonly ip?: string; readonly hostname?: string };

const pointsOf = (status: unknown): string => {
  const { ingress = [] } =
    (status as { loadBalancer?: { ingress?: readonly Point[] } } | undefined)?.loadBalancer ?? {};
  return [...new Set(ingress.flatMap(({ ip, hostname }) => ip || hostname || []))].sort().join(',');
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

const mostHosts = 3;

function hostsOf(rules: readonly { readonly host?: string }[]): string {
  const named = rules.filter(({ host }) => host);
  if (named.length === 0) return '*';
  const shown = named.slice(0, mostHosts);
  const text = shown.map(({ host }) => host).join(',');
  // Any rule after the last that is shown makes it "more", and rules without a host are counted as well.
  const more = shown.length === mostHosts && rules.at(-1) !== shown.at(-1);
  return more ? `${text} + ${rules.length - mostHosts} more...` : text;
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
  const kind =
    parameters && (parameters.apiGroup === undefined ? parameters.kind : `${parameters.kind}.${parameters.apiGroup}`);
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
  fewOf((slice.ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? '*') : String(port)))) || '<unset>',
  fewOf((slice.endpoints ?? []).flatMap(({ addresses }) => addresses ?? [])) || '<unset>',
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
          addresses.map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)),
        ),
  );
  const text = endpoints.subsets?.length ? fewOf(list) : '<none>';
  return [endpoints.metadata.name, text, ageOf(endpoints, now)];
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
