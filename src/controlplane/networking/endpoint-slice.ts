import { parseAddress, printAddress } from '../../core/address.ts';
import { compareText } from '../../core/finding.ts';
import { matchesLabels } from '../../kube/selector.ts';
import {
  type Endpoint,
  type EndpointSlice,
  type IpFamily,
  kinds,
  type Node,
  type Pod,
  type Service,
  type ServicePort,
} from '../../kube/types.ts';
import { controllerReference } from '../kit/ownership.ts';
import { sameValue } from '../kit/same-value.ts';
import { isFinished, isReady } from '../kubelet/pod.ts';
import { addressesOf } from '../kubelet/pod-address.ts';
import { sortSlicePorts } from './port-order.ts';

export const sliceController = 'endpointslice-controller.k8s.io';
export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const headlessLabel = 'service.kubernetes.io/headless';
const reserved: ReadonlySet<string> = new Set([serviceNameLabel, managedByLabel, headlessLabel]);
const zoneLabel = 'topology.kubernetes.io/zone';
const maxEndpoints = 100;

export type SlicePort = NonNullable<EndpointSlice['ports']>[number];

/** The container port that a service's port leads to (endpointslice/utils.go FindPort); undefined when the pod has none of that name. */
export function findTargetPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const protocol = port.protocol ?? 'TCP';
  return [...pod.spec.containers, ...sidecars]
    .flatMap(({ ports = [] }) => ports)
    .find((candidate) => candidate.name === target && (candidate.protocol ?? 'TCP') === protocol)?.containerPort;
}

/** The ports of the slice a pod belongs to: service ports it does not have are left out. */
export function slicePortsOf(service: Service, pod: Pod): readonly SlicePort[] {
  const ports = (service.spec.ports ?? []).flatMap((port) => {
    const number = findTargetPort(pod, port);
    if (number === undefined) return [];
    const protocol = port.protocol ?? 'TCP';
    return [
      { name: port.name ?? '', port: number, protocol, ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}) },
    ];
  });
  return sortSlicePorts(ports);
}

/** endpointslice/util ShouldPodBeInEndpoints: has an address, has not ended. */
const belongs = (pod: Pod): boolean => !isFinished(pod) && addressesOf(pod).length > 0;

const families: Readonly<Record<4 | 6, IpFamily>> = { 4: 'IPv4', 6: 'IPv6' };

function ofFamily(addresses: readonly string[], family: IpFamily): readonly string[] {
  return addresses.flatMap((text) => {
    const address = parseAddress(text);
    return address && families[address.family] === family ? [printAddress(address)] : [];
  });
}

function endpointOf(pod: Pod, node: Node | undefined, service: Service, addresses: readonly string[]): Endpoint {
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const zone = node?.metadata.labels?.[zoneLabel];
  const { name, namespace, uid } = pod.metadata;
  const named = pod.spec.hostname && pod.spec.subdomain === service.metadata.name;
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(named ? { hostname: pod.spec.hostname } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

/** The address families of a service's slices. */
export function serviceFamilies(service: Service): readonly IpFamily[] {
  if (service.spec.ipFamilies?.length) return service.spec.ipFamilies;
  const address = parseAddress(service.spec.clusterIP ?? '');
  return address ? [families[address.family]] : ['IPv4', 'IPv6'];
}

/** The labels a slice of the service carries. */
function sliceLabels(service: Service): Readonly<Record<string, string>> {
  const own = Object.entries(service.metadata.labels ?? {}).filter(([key]) => !reserved.has(key));
  const headless = !service.spec.clusterIP || service.spec.clusterIP === 'None';
  return {
    ...Object.fromEntries(own),
    ...(headless ? { [headlessLabel]: '' } : {}),
    [serviceNameLabel]: service.metadata.name,
    [managedByLabel]: sliceController,
  };
}

/** What has to be written so that the slices say where the service's pods are. */
export interface SliceChanges {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
}

/** What is behind a service: its pods, and the nodes they run on. */
interface Backing {
  readonly pods: readonly Pod[];
  readonly nodeOf: (name: string) => Node | undefined;
}

interface Group {
  readonly ports: readonly SlicePort[];
  readonly endpoints: Map<string, Endpoint>;
}

/** Reconciles the slices of one service (endpointslice/reconciler.go); `existing` are those of this controller. */
export function reconcileSlices(
  service: Service,
  pods: readonly Pod[],
  existing: readonly EndpointSlice[],
  nodeOf: (name: string) => Node | undefined,
): SliceChanges {
  const wanted = serviceFamilies(service);
  const changes = wanted.map((family) => {
    const own = existing.filter(({ addressType }) => addressType === family);
    return reconcileFamily(service, { pods, nodeOf }, own, family);
  });
  const strays = existing.filter(({ addressType }) => !wanted.includes(addressType as IpFamily));
  return {
    create: service.metadata.deletionTimestamp ? [] : changes.flatMap(({ create }) => create),
    update: changes.flatMap(({ update }) => update),
    remove: [...strays, ...changes.flatMap(({ remove }) => remove)],
  };
}

const portsKey = (ports: readonly SlicePort[] | undefined): string =>
  JSON.stringify(
    (ports ?? [])
      .map(({ name = '', port, protocol = 'TCP', appProtocol = '' }) => [name, port, protocol, appProtocol])
      .sort(),
  );

function groupPods(service: Service, { pods, nodeOf }: Backing, family: IpFamily): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const pod of pods) {
    if (!belongs(pod)) continue;
    const node = nodeOf(pod.spec.nodeName ?? '');
    if (!node && !service.spec.publishNotReadyAddresses) continue;
    const ports = slicePortsOf(service, pod);
    const key = portsKey(ports);
    const group = groups.get(key) ?? { ports, endpoints: new Map<string, Endpoint>() };
    groups.set(key, group);
    const addresses = ofFamily(addressesOf(pod), family);
    if (addresses.length > 0)
      group.endpoints.set(pod.metadata.uid ?? pod.metadata.name, endpointOf(pod, node, service, addresses));
  }
  return groups;
}

function reconcileFamily(
  service: Service,
  backing: Backing,
  existing: readonly EndpointSlice[],
  family: IpFamily,
): SliceChanges {
  const owned = existing.filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ uid }) => uid === service.metadata.uid),
  );
  const remove = existing.filter((slice) => !owned.includes(slice));
  const groups = groupPods(service, backing, family);
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  for (const [key, group] of groups) {
    const present = owned.filter(({ ports }) => portsKey(ports) === key);
    const changes = fillSlices(service, group, present, family);
    create.push(...changes.create);
    update.push(...changes.update);
    remove.push(...changes.remove);
  }
  remove.push(...owned.filter(({ ports }) => !groups.has(portsKey(ports))));
  if (remove.length === existing.length && create.length === 0) {
    const placeholder = newSlice(service, family, [], []);
    if (remove.length === 1 && isPlaceholder(remove[0]!, placeholder)) remove.length = 0;
    else create.push(placeholder);
  }
  return reuseRemoved(service, { create, update, remove });
}

const isPlaceholder = (slice: EndpointSlice, placeholder: EndpointSlice): boolean =>
  (slice.endpoints ?? []).length === 0 &&
  (slice.ports ?? []).length === 0 &&
  sameValue(slice.metadata.labels, placeholder.metadata.labels) &&
  slice.metadata.ownerReferences?.[0]?.uid === placeholder.metadata.ownerReferences?.[0]?.uid;

function newSlice(
  service: Service,
  addressType: IpFamily,
  ports: readonly SlicePort[],
  endpoints: readonly Endpoint[],
): EndpointSlice {
  return {
    ...kinds.EndpointSlice,
    metadata: {
      name: '',
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace,
      labels: sliceLabels(service),
      ownerReferences: [controllerReference(service, kinds.Service)],
    },
    addressType,
    endpoints,
    ports,
  };
}

/** Keeps what is right where it is, then fills changed slices, then one with room, then new ones (reconciler.go reconcileByPortMapping). */
function fillSlices(service: Service, group: Group, present: readonly EndpointSlice[], family: IpFamily): SliceChanges {
  const left = new Map(group.endpoints);
  const labels = sliceLabels(service);
  const kept = present.map((slice) => {
    const endpoints = (slice.endpoints ?? []).flatMap((endpoint) => {
      const key = endpoint.targetRef?.uid ?? '';
      const wanted = left.get(key);
      left.delete(key);
      return wanted ? [wanted] : [];
    });
    const changed = !sameValue(endpoints, slice.endpoints ?? []) || !sameValue(labels, slice.metadata.labels);
    return { slice, endpoints, changed };
  });
  const rest = [...left.values()].sort((a, b) => compareText(a.targetRef?.name ?? '', b.targetRef?.name ?? ''));
  const used = kept.filter(({ endpoints, slice }) => endpoints.length > 0 || (slice.endpoints ?? []).length === 0);
  for (const entry of used.filter(({ changed }) => changed).sort((a, b) => b.endpoints.length - a.endpoints.length)) {
    entry.endpoints.push(...rest.splice(0, maxEndpoints - entry.endpoints.length));
  }
  const roomy = used
    .filter(({ changed, endpoints }) => !changed && rest.length > 0 && endpoints.length + rest.length <= maxEndpoints)
    .sort((a, b) => b.endpoints.length - a.endpoints.length)[0];
  if (roomy) {
    roomy.endpoints.push(...rest.splice(0));
    roomy.changed = true;
  }
  const create: EndpointSlice[] = [];
  while (rest.length > 0) create.push(newSlice(service, family, group.ports, rest.splice(0, maxEndpoints)));
  const update = used
    .filter(({ changed }) => changed)
    .map(({ slice, endpoints }) => ({ ...slice, endpoints, metadata: { ...slice.metadata, labels } }));
  return { create, update, remove: kept.filter((entry) => !used.includes(entry)).map(({ slice }) => slice) };
}

/** A slice to be removed takes the content of one to be made (reconciler.go finalize). */
function reuseRemoved(service: Service, changes: SliceChanges): SliceChanges {
  const create = [...changes.create];
  const update = [...changes.update];
  const remove: EndpointSlice[] = [];
  for (const slice of changes.remove) {
    const mine = slice.metadata.ownerReferences?.some(({ uid }) => uid === service.metadata.uid);
    const content = mine ? create.pop() : undefined;
    if (!content) {
      remove.push(slice);
      continue;
    }
    const { name, uid, resourceVersion } = slice.metadata;
    const { generateName } = content.metadata;
    update.push({ ...content, metadata: { ...content.metadata, generateName, name, uid, resourceVersion } });
  }
  return { create, update, remove };
}

/** The pods a service selects, among those of its namespace. */
export const selectedPods = (service: Service, pods: readonly Pod[]): readonly Pod[] =>
  pods.filter(({ metadata }) => matchesLabels(service.spec.selector, metadata.labels));
