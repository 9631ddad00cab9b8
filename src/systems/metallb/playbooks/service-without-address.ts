import { printRef } from '../../../kube/object.ts';
import { kinds, type Service } from '../../../kube/types.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import {
  exampleDeployment,
  exampleEvent,
  exampleObject,
  exampleService,
} from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { countsOf, isDown, whyDown } from '../../../operate/diagnose/workloads.ts';
import { type PredictedAllocation, predictAllocation } from '../allocation/predict-seen.ts';
import { isHandled } from '../allocation/services.ts';
import { refusalOf } from '../announcement/refusal-seen.ts';
import { allocationSayings } from '../rule-allocation-sayings.ts';
import { isConfigurationRead, metallbReads, type SeenMetallb, seeMetallb } from '../rule-seen.ts';

const isPending = ({ metadata, spec, status }: Service): boolean =>
  spec.type === 'LoadBalancer' && !metadata.deletionTimestamp && !status?.loadBalancer?.ingress?.length;

const keyOf = ({ metadata }: Service): string => `${metadata.namespace}/${metadata.name}`;

/** Why nobody looks at the Service at all. */
function controllerCause({ controller, namespace }: SeenMetallb, seen: SeenCluster): Cause | undefined {
  const logs = `kubectl -n ${namespace} get deployments,pods`;
  if (!controller)
    return {
      likelihood: 'certain',
      cause: "MetalLB's controller is not installed, and its speakers alone give no addresses",
      evidence: [`namespace ${namespace} has speakers, and no Deployment of the controller`],
      fix: 'install MetalLB as a whole: its chart, or its manifest',
      commands: [logs],
    };
  if (countsOf(controller).wanted === 0)
    return {
      likelihood: 'certain',
      cause: "MetalLB's controller is scaled to zero",
      evidence: [`${printRef(controller)}: spec.replicas is 0`],
      fix: 'scale it to one',
      commands: [`kubectl -n ${namespace} scale deployment ${controller.metadata.name} --replicas=1`],
    };
  if (!isDown(controller, seen)) return undefined;
  const why = whyDown(controller, seen);
  return { ...why, cause: `MetalLB's controller does not run: ${why.cause}`, at: why.at ?? printRef(controller) };
}

/** Without pools the controller says nothing (metallb controller/main.go). */
const noPools = (namespace: string): Cause => ({
  likelihood: 'certain',
  cause: `MetalLB has no pool to take an address from`,
  evidence: [`namespace ${namespace} holds no IPAddressPool`],
  fix: `add an IPAddressPool and an L2Advertisement in ${namespace}; in other namespaces they are not read`,
  commands: ['kubectl get ipaddresspools,l2advertisements -A'],
});

function refusedCause(service: Service, message: string, { pools, leavesOut }: PredictedAllocation): Cause {
  const evidence = [`${printRef(service)}: ${quoted(message)}`];
  const commands = [`kubectl -n ${service.metadata.namespace} describe service ${service.metadata.name}`];
  const said = causeSaid(message, allocationSayings, evidence);
  if (said) return { commands, ...said };
  const reasons = [...pools.values()].map((pool) => leavesOut(pool, service));
  return {
    likelihood: 'certain',
    cause: `no pool has an address for it: ${reasons.join('; ')}`,
    evidence,
    fix: 'widen a pool, free an address, or let a pool be for this Service',
    commands: [...commands, 'kubectl get ipaddresspools -A'],
  };
}

function causeOf(
  service: Service,
  metallb: SeenMetallb,
  allocation: PredictedAllocation | { error: string },
  seen: SeenCluster,
): Cause | undefined {
  const event = seen.events(service).find(({ reason }) => reason === 'AllocationFailed');
  const idle = controllerCause(metallb, seen);
  if (idle) return idle;
  if ('error' in allocation)
    return {
      likelihood: 'certain',
      cause: 'MetalLB refuses its configuration as a whole, so nothing of it counts',
      evidence: [quoted(allocation.error)],
      fix: 'mend the pool that it names',
      at: refusalOf(metallb)?.object,
    };
  if (allocation.pools.size === 0) return noPools(metallb.namespace);
  const refused = allocation.refused.get(keyOf(service));
  if (refused !== undefined) return refusedCause(service, refused, allocation);
  if (!isPast(service.metadata.creationTimestamp, seen.now)) return undefined;
  return {
    likelihood: 'possible',
    cause: 'MetalLB could give it an address by what its objects say now, and has not',
    evidence: event ? [`${printRef(service)}: ${quoted(event.message ?? '')}`] : [],
    fix: "read the log of MetalLB's controller; changing anything of the Service lets it be looked at anew",
    commands: [`kubectl -n ${metallb.namespace} logs deployment/${metallb.controller?.metadata.name} --tail=50`],
  };
}

const controller = (available: number) =>
  exampleDeployment('metallb-system/controller', { app: 'metallb', component: 'controller' }, available);
const pool = (name: string, addresses: readonly string[], spec: object = {}) =>
  exampleObject('metallb.io/v1beta1', `IPAddressPool/metallb-system/${name}`, { spec: { addresses, ...spec } });
const one = pool('one', ['192.0.2.10/32']);
const asking = (annotations: Readonly<Record<string, string>>) => exampleService('apps/web', {}, [], { annotations });

/** A LoadBalancer that waits for its address. */
export const serviceWithoutAddress: Playbook = {
  id: 'service-without-address',
  symptom: 'A Service of type LoadBalancer stays <pending>.',
  why: 'the controller gives an address of a pool that is for the Service and has a free one, and says in an event why not; without pools it says nothing (metallb controller/service.go, internal/allocator/allocator.go)',
  reads: metallbReads,
  diagnose: (seen) => {
    const metallb = seeMetallb(seen);
    const services = seen.list<Service>(kinds.Service);
    const pending = services.filter(isPending);
    if (!metallb || pending.length === 0 || !isConfigurationRead(seen)) return [];
    const allocation = predictAllocation(metallb, services);
    return pending
      .filter((service) => isHandled(service, metallb.loadBalancerClass))
      .flatMap((service) => {
        const cause = causeOf(service, metallb, allocation, seen);
        return cause ? [{ object: printRef(service), shows: 'waits for an address', causes: [cause] as const }] : [];
      });
  },
  examples: {
    healthy: [
      { objects: [controller(1), one, exampleService('apps/web', {}, ['192.0.2.10'])] },
      { objects: [controller(1), one, exampleService('apps/web', { loadBalancerClass: 'example.com/other' })] },
      { objects: [controller(1), one, exampleService('apps/web', { type: 'ClusterIP' })] },
    ],
    ill: [
      { objects: [controller(1), exampleService('apps/web')] },
      { objects: [controller(0), one, exampleService('apps/web')] },
      {
        objects: [
          ...[controller(1), one, exampleService('apps/first', {}, ['192.0.2.10']), exampleService('apps/web')],
          exampleEvent(
            'Service/apps/web',
            'AllocationFailed',
            'Failed to allocate IP for "apps/web": no available IPs',
          ),
        ],
      },
      { objects: [controller(1), pool('asked', ['192.0.2.0/28'], { autoAssign: false }), exampleService('apps/web')] },
      {
        objects: [
          controller(1),
          pool('edge', ['192.0.2.0/28'], { serviceAllocation: { namespaces: ['edge'] } }),
          exampleService('apps/web'),
        ],
      },
      { objects: [controller(1), one, asking({ 'metallb.io/loadBalancerIPs': '192.0.2.99' })] },
      { objects: [controller(1), one, asking({ 'metallb.io/address-pool': 'two' })] },
      {
        objects: [
          ...[controller(1), one, exampleService('apps/first', {}, ['192.0.2.10'])],
          asking({ 'metallb.io/loadBalancerIPs': '192.0.2.10', 'metallb.io/allow-shared-ip': 'both' }),
        ],
      },
    ],
  },
};
