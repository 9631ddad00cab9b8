import { conditionOf, printRef } from '../../../kube/object.ts';
import { kinds, type Pod, type Service } from '../../../kube/types.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleCondition, exampleObject, exampleService } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { quoted } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { servicelbNamespace, serviceNameLabel, serviceNamespaceLabel } from '../servicelb/names.ts';

const portsOf = (pod: Pod): readonly string[] =>
  pod.spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = 'TCP' }) => (hostPort ? [`${protocol}/${hostPort}`] : [])),
  );

/** Pods that hold a port of their node which this one wants, too. */
const holdersOf = (waiting: Pod, seen: SeenCluster): readonly Pod[] => {
  const wanted = new Set(portsOf(waiting));
  return seen
    .list<Pod>(kinds.Pod)
    .filter(({ metadata, spec }) => metadata.name !== waiting.metadata.name && spec.nodeName !== undefined)
    .filter((pod) => portsOf(pod).some((port) => wanted.has(port)));
};

function causeOf(pod: Pod, message: string, seen: SeenCluster): Cause {
  const holders = holdersOf(pod, seen);
  const evidence = [
    `${printRef(pod)}: ${quoted(message)}`,
    ...holders.slice(0, 3).map((each) => `${printRef(each)} holds ${portsOf(each).join(', ')}`),
  ];
  return {
    likelihood: holders.length > 0 ? 'certain' : 'likely',
    cause: `a port of the nodes is one pod's alone, and ${holders[0] ? printRef(holders[0]) : 'another pod'} has it`,
    evidence,
    fix: 'give one of the Services another port, take the hostPort away, or give Services addresses of their own from pools',
    commands: [`kubectl -n ${servicelbNamespace} get pods -o wide -l ${serviceNameLabel}`],
  };
}

function symptomOf(pod: Pod, services: ReadonlyMap<string, Service>, seen: SeenCluster): readonly Symptom[] {
  const unscheduled = conditionOf(pod, 'PodScheduled');
  const { labels } = pod.metadata;
  const service = services.get(`${labels?.[serviceNamespaceLabel]}/${labels?.[serviceNameLabel]}`);
  if (!service || unscheduled?.status !== 'False' || !/free ports/.test(unscheduled.message ?? '')) return [];
  // One node that serves it is enough for an address.
  if (service.status?.loadBalancer?.ingress?.length || !isPast(unscheduled.lastTransitionTime, seen.now)) return [];
  return [
    {
      object: printRef(service),
      shows: 'waits for an address of servicelb, whose pods find their port taken',
      causes: [causeOf(pod, unscheduled.message ?? '', seen)],
    },
  ];
}

const balancerPod = (name: string, service: string, rest: { node?: string; message?: string }) =>
  exampleObject(
    'v1',
    `Pod/${servicelbNamespace}/${name}`,
    {
      spec: {
        ...(rest.node && { nodeName: rest.node }),
        containers: [
          {
            name: 'lb-tcp-80',
            image: 'rancher/klipper-lb:v0.4.13',
            ports: [{ name: 'lb-tcp-80', containerPort: 80, hostPort: 80, protocol: 'TCP' }],
          },
        ],
      },
      status: {
        phase: rest.message ? 'Pending' : 'Running',
        conditions: [exampleCondition('PodScheduled', rest.message ? 'False' : 'True', 'Unschedulable', rest.message)],
      },
    },
    { labels: { [serviceNameLabel]: service, [serviceNamespaceLabel]: 'apps' } },
  );
const full = "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";

/** A Service of servicelb whose port another has. */
export const servicelbPortTaken: Playbook = {
  id: 'servicelb-port-taken',
  symptom: 'A LoadBalancer of k3s stays <pending>, and its svclb pods are Pending.',
  why: 'each port of a Service is a hostPort of the svclb pods, and a node has each port once (k3s pkg/cloudprovider/servicelb.go newDaemonSet)',
  reads: [kinds.Service],
  diagnose: (seen) => {
    const services = new Map(
      seen.list<Service>(kinds.Service).map((each) => [`${each.metadata.namespace}/${each.metadata.name}`, each]),
    );
    const found = seen.list<Pod>(kinds.Pod, servicelbNamespace).flatMap((pod) => symptomOf(pod, services, seen));
    return [...new Map(found.map((each) => [each.object, each])).values()];
  },
  examples: {
    healthy: [
      {
        objects: [exampleService('apps/web', {}, ['192.0.2.100']), balancerPod('svclb-web', 'web', { node: 'node-1' })],
      },
    ],
    ill: [
      {
        objects: [
          ...[exampleService('apps/web', {}, ['192.0.2.100']), exampleService('apps/mail')],
          balancerPod('svclb-web', 'web', { node: 'node-1' }),
          balancerPod('svclb-mail', 'mail', { message: full }),
        ],
      },
    ],
  },
};
