import type { Controller, ControllerContext, ReconcileResult, Request } from '../../../cluster/controller.ts';
import { keeping } from '../../../controlplane/kit/requests.ts';
import { onPart } from '../../../controlplane/kit/system-part.ts';
import { kinds, type Service } from '../../../kube/types.ts';
import { currentAddresses } from '../allocation/convergence.ts';
import { isHandled } from '../allocation/services.ts';
import { metallbKinds, type ServiceL2Status } from '../objects.ts';
import { findSpeakers, type Installed, speakerPart } from '../running.ts';
import { announceStatus, withdrawStatuses } from './announce-status.ts';
import { elect } from './election.ts';
import { electionInput, membersOf, printConfiguration, speakerObjects } from './speaker-configuration.ts';
import { type SpeakerMemory, serviceOfSlice } from './speaker-memory.ts';

const everything: Request = { namespace: '', name: '*' };

/**
 * All speakers of MetalLB together: each comes to the same winner on its own, so that one controller can play them
 * (metallb speaker/main.go, speaker/layer2_controller.go).
 */
export function speakerController(memory: SpeakerMemory, installed: Installed, failureSeconds: number): Controller {
  const all = () => [everything];
  return {
    id: 'metallb/speaker',
    actsAlone: true,
    watches: [
      onPart(speakerPart, [everything]),
      { kind: metallbKinds.IPAddressPool, requests: all },
      { kind: metallbKinds.L2Advertisement, requests: all },
      { kind: kinds.Node, requests: all },
      { kind: kinds.Namespace, requests: all },
      keeping(metallbKinds.ServiceL2Status, memory.statuses),
      keeping(kinds.EndpointSlice, memory.slices, (slice) => requestFor(serviceOfSlice(slice))),
      { kind: kinds.Service },
    ],
    reconcile: (request, context) =>
      request.name === everything.name
        ? reload(memory, installed, failureSeconds, context)
        : announce(memory, request, context),
  };
}

function requestFor(key: string | undefined): readonly Request[] {
  if (key === undefined) return [];
  const slash = key.indexOf('/');
  return [{ namespace: key.slice(0, slash), name: key.slice(slash + 1) }];
}

/** Takes over configuration and members as they are now; when anything has changed, elects anew for every Service. */
async function reload(
  memory: SpeakerMemory,
  installed: Installed,
  failureSeconds: number,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const { cluster } = context;
  const speakers = await findSpeakers(cluster, installed);
  if (speakers?.namespace !== memory.speakers?.namespace) {
    memory.input = undefined;
    memory.known = undefined;
    memory.announced.clear();
  }
  memory.speakers = speakers;
  if (!speakers) return undefined;
  const objects = await speakerObjects(cluster, speakers.namespace);
  const time = { now: context.now(), failureSeconds };
  const { members, nextNotice } = membersOf(objects.nodes, speakers, memory.deadSince, time);
  const known = printConfiguration(objects, speakers, members);
  if (known !== memory.known) {
    const input = electionInput(objects, speakers, members);
    // With a configuration that is refused, the last valid one stays in force; who is alive is known all the same.
    if (!('error' in input)) memory.input = input;
    else if (memory.input) memory.input = { ...memory.input, nodes: objects.nodes, speakers: members };
    if (memory.input) {
      for (const { metadata } of await cluster.list<Service>(kinds.Service)) {
        await announce(memory, { namespace: metadata.namespace ?? '', name: metadata.name }, context);
      }
    }
    memory.known = known;
  }
  return nextNotice === undefined ? undefined : { requeueAfter: nextNotice };
}

async function announce(memory: SpeakerMemory, request: Request, context: ControllerContext): Promise<undefined> {
  const { input, speakers } = memory;
  if (!input || !speakers) return;
  const key = `${request.namespace}/${request.name}`;
  const service = await context.cluster.get<Service>(kinds.Service, request.name, request.namespace);
  const statuses: readonly ServiceL2Status[] = memory.statuses.at(key);
  if (!service || !isHandled(service, speakers.loadBalancerClass)) {
    memory.announced.delete(key);
    await withdrawStatuses(memory, statuses, input.speakers, context);
    return;
  }
  if (service.spec.type !== 'LoadBalancer' && statuses.length === 0) return;
  const { order, interfaces } = elect(service, memory.slices.at(key), input);
  const winner = order[0];
  const others = statuses.filter(
    ({ status, metadata }) => (status?.node ?? metadata.labels?.['metallb.io/node']) !== winner,
  );
  await withdrawStatuses(memory, others, input.speakers, context);
  if (winner === undefined) {
    memory.announced.delete(key);
    return;
  }
  const announcement = `${winner} ${currentAddresses(service).join(' ')}`;
  if (memory.announced.get(key) !== announcement) {
    memory.announced.set(key, announcement);
    await context.record({
      object: service,
      type: 'Normal',
      reason: 'nodeAssigned',
      message: `announcing from node ${JSON.stringify(winner)} with protocol "layer2"`,
      source: 'metallb-speaker',
    });
  }
  await announceStatus(memory, service, { node: winner, interfaces }, context);
}
