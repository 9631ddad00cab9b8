import type { Cluster } from '../../../cluster/cluster.ts';
import type { Controller, ControllerContext, ReconcileResult, Request } from '../../../cluster/controller.ts';
import { listServed } from '../../../controlplane/kit/served.ts';
import { onPart } from '../../../controlplane/kit/system-part.ts';
import { kinds, type Namespace, type Service } from '../../../kube/types.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { annotationKey } from '../annotations.ts';
import { type IpAddressPool, metallbKinds } from '../objects.ts';
import { controllerPart, findController, type Installed, usualNamespace } from '../running.ts';
import { AddressBook } from './address-book.ts';
import type { AllocatorMemory } from './allocator-memory.ts';
import { type Convergence, converge, currentAddresses, isChanged } from './convergence.ts';
import { ensureMemberlistSecret } from './memberlist-secret.ts';
import { readPools } from './pools.ts';
import { addressRequestOf } from './request.ts';
import { inProcessingOrder, isHandled } from './services.ts';

/** The request that stands for the whole configuration. */
const everything: Request = { namespace: '', name: '*' };

/**
 * Gives Services their addresses, as the `controller` of MetalLB does while it runs (metallb controller/main.go,
 * internal/k8s/controllers/pool_controller.go, service_controller.go).
 */
export function allocationController(memory: AllocatorMemory, installed: Installed): Controller {
  return {
    id: 'metallb/controller',
    watches: [
      onPart(controllerPart, [everything]),
      { kind: metallbKinds.IPAddressPool, requests: () => [everything] },
      { kind: kinds.Namespace, requests: () => [everything] },
      { kind: kinds.Service },
    ],
    start: async ({ cluster }, enqueue) => {
      if (installed === 'assumed') await ensureNamespace(cluster);
      enqueue(everything);
    },
    reconcile: async (request, context) => {
      if (request.name !== everything.name) return reconcileService(memory, request, context);
      await reload(memory, installed, context);
      return undefined;
    },
  };
}

async function ensureNamespace(cluster: Cluster): Promise<void> {
  if (await cluster.get(kinds.Namespace, usualNamespace)) return;
  await cluster.create({ ...kinds.Namespace, metadata: { name: usualNamespace } });
}

/** Takes over the pools as they are now and looks at all Services again; an invalid configuration leaves the last valid one in force. */
async function reload(memory: AllocatorMemory, installed: Installed, context: ControllerContext): Promise<void> {
  const { cluster } = context;
  const running = await findController(cluster, installed);
  if (!running || running.namespace !== memory.running?.namespace) {
    // A pod that starts remembers nothing: what Services hold is in their status.
    memory.book = new AddressBook();
    memory.configuration = undefined;
  }
  memory.running = running;
  if (!running) return;
  await ensureMemberlistSecret(running, context);
  const pools = await listServed<IpAddressPool>(cluster, metallbKinds.IPAddressPool, { namespace: running.namespace });
  const namespaces = await cluster.list<Namespace>(kinds.Namespace);
  const configuration = printJson([running.loadBalancerClass, pools.map(specOf), namespaces.map(labelsOf)]);
  if (configuration === memory.configuration) return;
  const reading = readPools(pools, namespaces);
  if ('error' in reading) return;
  memory.book.setPools(reading.pools);
  await reprocessAll(memory, context);
  memory.configuration = configuration;
}

const specOf = ({ metadata, spec }: IpAddressPool) => [metadata.name, metadata.labels, spec];
const labelsOf = ({ metadata }: Namespace) => [metadata.name, metadata.labels];

async function reprocessAll(memory: AllocatorMemory, context: ControllerContext): Promise<void> {
  const services = await context.cluster.list<Service>(kinds.Service);
  for (const service of inProcessingOrder(services)) await handle(memory, service, context);
}

/**
 * Writes to one Service in a second after which the next has to wait: two requests each, of the 20 a second that
 * controller-runtime's client may make (pkg/client/config). Upstream takes an address from a Service and gives it back for ever
 * where PreferDualStack meets a cluster of one family and a pool of both.
 */
const writesPerSecond = 10;

async function reconcileService(
  memory: AllocatorMemory,
  request: Request,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  // Until the first pass over all of them, single Services wait.
  if (memory.configuration === undefined) return undefined;
  const { book, backends } = memory;
  const key = `${request.namespace}/${request.name}`;
  const service = await context.cluster.get<Service>(kinds.Service, request.name, request.namespace);
  if (!service) {
    backends.delete(key);
    if (book.release(key)) await reprocessAll(memory, context);
    return undefined;
  }
  if (writesNow(memory, key, context.now()) >= writesPerSecond) return { requeueAfter: 1 };
  const before = { held: book.holdingOf(key), backend: backends.get(key) };
  await handle(memory, service, context);
  const freed = before.held && !book.holdingOf(key) && book.poolOf(before.held.addresses) !== undefined;
  const moved = before.backend !== undefined && before.backend !== backends.get(key);
  if (freed || moved) await reprocessAll(memory, context);
  return undefined;
}

function writesNow({ writes }: AllocatorMemory, key: string, now: number): number {
  const second = Math.floor(now / 1000);
  if (second !== writes.second) writes.byService.clear();
  writes.second = second;
  return writes.byService.get(key) ?? 0;
}

async function handle(memory: AllocatorMemory, service: Service, context: ControllerContext): Promise<void> {
  if (!isHandled(service, memory.running?.loadBalancerClass ?? '')) return;
  const claim = addressRequestOf(service);
  if (service.spec.type === 'LoadBalancer') memory.backends.set(claim.key, `${claim.backendKey}${claim.sharingKey}`);
  // Most Services are no LoadBalancer and never were: nothing to clear.
  else if (currentAddresses(service).length === 0 && !memory.book.holdingOf(claim.key) && !poolAnnotation(service))
    return;
  const convergence = converge(memory.book, service);
  if (isChanged(service, convergence)) {
    memory.writes.byService.set(claim.key, writesNow(memory, claim.key, context.now()) + 1);
    await write(context.cluster, service, convergence);
  }
  for (const event of convergence.events) {
    await context.record({ object: service, ...event, source: 'metallb-controller' });
  }
}

const poolKey = annotationKey('ip-allocated-from-pool');
const poolAnnotation = ({ metadata }: Service): string | undefined => metadata.annotations?.[poolKey];

/** Writes annotation and status, each only when it differs: two requests, as upstream makes them (metallb internal/k8s/k8s.go). */
async function write(cluster: Cluster, service: Service, { addresses = [], pool }: Convergence): Promise<void> {
  const { name, namespace } = service.metadata;
  const options = { fieldManager: 'controller' };
  if (poolAnnotation(service) !== pool) {
    const body = { metadata: { annotations: { [poolKey]: pool ?? null } } };
    await cluster.patch(kinds.Service, name, namespace, { type: 'merge', body, ...options });
  }
  const ingress = addresses.length > 0 ? addresses.map((ip) => ({ ip })) : null;
  if (addresses.join() === currentAddresses(service).join()) return;
  const body = { status: { loadBalancer: { ingress } } };
  await cluster.patch(kinds.Service, name, namespace, { type: 'merge', body, ...options, subresource: 'status' });
}
