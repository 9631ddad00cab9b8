import type { KubeObject } from '../../../kube/object.ts';
import { kinds, type Service, type ServicePort, type Toleration } from '../../../kube/types.ts';
import { readDocuments } from '../../../kube/yaml-read.ts';
import {
  daemonSetName,
  enabledLabel,
  nodeSelectorLabel,
  poolLabel,
  priorityAnnotation,
  servicelbAccount,
  servicelbNamespace,
  serviceNameLabel,
  serviceNamespaceLabel,
  tolerationsAnnotation,
} from './names.ts';

/** Upstream: pkg/cloudprovider/servicelb.go DefaultLBImage. */
const image = 'rancher/klipper-lb:v0.4.9';

/** Whether connections are to stay on the node they come to. Upstream: cloud-provider service/helpers RequestsOnlyLocalTraffic. */
export const isLocal = ({ spec }: Service): boolean => spec.externalTrafficPolicy === 'Local';

/**
 * The DaemonSet whose pods have the ports of a Service on their nodes and pass on what comes there. `hasSelector`: a node says by its label
 * whether it is to be used. Upstream: pkg/cloudprovider/servicelb.go newDaemonSet.
 */
export function daemonSetOf(service: Service, hasSelector: boolean): KubeObject {
  const { metadata, spec } = service;
  const name = daemonSetName(service);
  const own = { [serviceNameLabel]: metadata.name, [serviceNamespaceLabel]: metadata.namespace ?? '' };
  const families = spec.ipFamilies ?? [];
  const pool = metadata.labels?.[poolLabel];
  return {
    ...kinds.DaemonSet,
    metadata: {
      name,
      namespace: servicelbNamespace,
      labels: { [nodeSelectorLabel]: String(hasSelector), ...own },
    },
    spec: {
      selector: { matchLabels: { app: name } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      template: {
        metadata: { labels: { app: name, ...own } },
        spec: {
          priorityClassName: metadata.annotations?.[priorityAnnotation] ?? 'system-node-critical',
          serviceAccountName: servicelbAccount,
          automountServiceAccountToken: false,
          securityContext: { sysctls: families.map(forwarding) },
          tolerations: [...usual, ...ownTolerations(service)],
          ...(hasSelector && { nodeSelector: { [enabledLabel]: 'true', ...(pool && { [poolLabel]: pool }) } }),
          containers: (spec.ports ?? []).map((port) => containerOf(service, port)),
        },
      },
    },
  } as KubeObject;
}

const forwarding = (family: string) =>
  family === 'IPv6'
    ? { name: 'net.ipv6.conf.all.forwarding', value: '1' }
    : { name: 'net.ipv4.ip_forward', value: '1' };

const usual: readonly Toleration[] = [
  { key: 'node-role.kubernetes.io/master', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
];

/** Those of the annotation; what cannot be read is none. Upstream: getTolerations. */
function ownTolerations({ metadata }: Service): readonly Toleration[] {
  const text = metadata.annotations?.[tolerationsAnnotation];
  if (!text) return [];
  const [read] = readDocuments(text, tolerationsAnnotation).documents;
  return Array.isArray(read?.value) ? (read.value as unknown as readonly Toleration[]) : [];
}

function containerOf(service: Service, { port, nodePort, protocol = 'TCP' }: ServicePort) {
  const name = `lb-${protocol.toLowerCase()}-${port}`;
  const local = isLocal(service);
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name, containerPort: port, hostPort: port, protocol }],
    env: [
      { name: 'SRC_PORT', value: String(port) },
      { name: 'SRC_RANGES', value: sourceRanges(service) },
      { name: 'DEST_PROTO', value: protocol },
      { name: 'DEST_PORT', value: String(local ? (nodePort ?? 0) : port) },
      local
        ? { name: 'DEST_IPS', valueFrom: { fieldRef: { fieldPath: 'status.hostIPs' } } }
        : { name: 'DEST_IPS', value: (service.spec.clusterIPs ?? []).join(',') },
    ],
    securityContext: { capabilities: { add: ['NET_ADMIN'] } },
  };
}

function sourceRanges({ spec }: Service): string {
  const ranges = (spec.loadBalancerSourceRanges ?? []).map((range) => range.trim()).sort();
  if (ranges.length > 0) return ranges.join(',');
  return spec.ipFamilies?.includes('IPv6') ? '0.0.0.0/0,::/0' : '0.0.0.0/0';
}
