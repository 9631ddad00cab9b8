import { printRef } from '../../../kube/object.ts';
import { type DaemonSet, kinds, type Node, type Service } from '../../../kube/types.ts';
import { exampleEvent, exampleNode, exampleObject, exampleService } from '../../../operate/diagnose/example-parts.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { quoted } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { servicelbNamespace, serviceNameLabel, serviceNamespaceLabel } from '../servicelb/names.ts';

/** `namespace/name` of the Services that servicelb serves. */
const servedOf = (seen: SeenCluster): ReadonlySet<string> =>
  new Set(
    seen
      .list<DaemonSet>(kinds.DaemonSet, servicelbNamespace)
      .map(({ metadata: { labels } }) => `${labels?.[serviceNamespaceLabel]}/${labels?.[serviceNameLabel]}`),
  );

/** What MetalLB's controller says each time it takes an address from a Service, or gives it one. */
const given = /^(IPAllocated|ClearAssignment)$/;

function symptomOf(service: Service, nodes: ReadonlySet<string>, seen: SeenCluster): readonly Symptom[] {
  const addresses = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  const event = seen.events(service).find(({ reason = '' }) => given.test(reason));
  const foreign = addresses.filter((address) => !nodes.has(address));
  if (!event && foreign.length === 0) return [];
  const { namespace, name } = service.metadata;
  return [
    {
      object: printRef(service),
      shows: 'is given addresses by servicelb of k3s and by another controller, in turns',
      causes: [
        {
          likelihood: 'certain',
          cause: 'servicelb of k3s runs beside what gives addresses of pools, and each writes over the other',
          evidence: [
            `DaemonSet of servicelb for ${namespace}/${name} in ${servicelbNamespace}`,
            ...(event ? [`${printRef(service)}: ${quoted(event.message ?? '')}`] : []),
            ...(foreign.length > 0 ? [`its status holds ${foreign.join(', ')}, which is the address of no node`] : []),
          ],
          fix: 'start every k3s server with `disable: [servicelb]` in /etc/rancher/k3s/config.yaml, then restart it; or give the Service a loadBalancerClass',
          commands: [`kubectl -n ${servicelbNamespace} get daemonsets -l ${serviceNameLabel}=${name}`],
        },
      ],
    },
  ];
}

const node = exampleNode('node-1', '192.0.2.100');
const served = exampleObject(
  'apps/v1',
  `DaemonSet/${servicelbNamespace}/svclb-web-1`,
  {
    spec: {
      selector: { matchLabels: { app: 'svclb-web-1' } },
      template: {
        metadata: { labels: { app: 'svclb-web-1' } },
        spec: { containers: [{ name: 'lb-tcp-80', image: 'rancher/klipper-lb:v0.4.13' }] },
      },
    },
  },
  { labels: { [serviceNameLabel]: 'web', [serviceNamespaceLabel]: 'apps' } },
);

/** Two who write the addresses of one Service. */
export const servicelbBesideMetallb: Playbook = {
  id: 'servicelb-beside-metallb',
  symptom: 'The address of a Service changes again and again, or is that of a node though there are pools.',
  why: 'servicelb writes the addresses of nodes into every LoadBalancer Service without a class, whoever else does (k3s pkg/cloudprovider/servicelb.go updateStatus)',
  reads: [kinds.DaemonSet, kinds.Service],
  diagnose: (seen) => {
    const served = servedOf(seen);
    if (served.size === 0) return [];
    const addresses = seen.list<Node>(kinds.Node).flatMap(({ status }) => status?.addresses ?? []);
    const nodes = new Set(addresses.map(({ address }) => address));
    return seen
      .list<Service>(kinds.Service)
      .filter(({ metadata }) => served.has(`${metadata.namespace}/${metadata.name}`))
      .flatMap((service) => symptomOf(service, nodes, seen));
  },
  examples: {
    healthy: [
      { objects: [node, served, exampleService('apps/web', {}, ['192.0.2.100'])] },
      { objects: [node, exampleService('apps/web', {}, ['192.0.2.3'])] },
    ],
    ill: [
      { objects: [node, served, exampleService('apps/web', {}, ['192.0.2.3'])] },
      {
        objects: [
          ...[node, served, exampleService('apps/web', {}, ['192.0.2.100'])],
          exampleEvent(
            'Service/apps/web',
            'ClearAssignment',
            'current IP for "apps/web" not allowed by config, will attempt for new IP assignment: ["192.0.2.100"] is not allowed in config',
          ),
        ],
      },
    ],
  },
};
