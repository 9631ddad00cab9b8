import type { UnknownObject } from '../../../kube/object.ts';
import { badRequest } from '../api/refusals.ts';

interface Named {
  readonly name: string;
  readonly image?: string;
}

interface Status extends Named {
  readonly state?: { readonly waiting?: { readonly reason?: string } };
}

interface PodView {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers?: readonly Named[];
    readonly initContainers?: readonly Named[];
    readonly ephemeralContainers?: readonly Named[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly Status[];
    readonly initContainerStatuses?: readonly Status[];
  };
}

/**
 * What stands in for the log of a container: what runs there, and that it prints nothing. What the API server and the kubelet refuse is
 * refused: kubernetes pkg/registry/core/pod/strategy.go validateContainer, pkg/kubelet validateContainerLogStatus.
 */
export function podLog(object: UnknownObject, query: URLSearchParams): string {
  const pod = object as unknown as PodView;
  const { spec, status = {} } = pod;
  const { name, image } = containerOf(pod, query.get('container') ?? '');
  if (query.get('previous') === 'true') {
    throw badRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`);
  }
  const statuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  const waiting = statuses.find((each) => each.name === name)?.state?.waiting;
  if (waiting) {
    throw badRequest(
      `container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${waiting.reason ?? 'waiting'}`,
    );
  }
  const where = `on node ${spec.nodeName ?? '<none>'}, ${status.phase ?? 'Pending'}`;
  return `gatehouse: container ${name} of image ${image} ${where}; embedded pods print nothing\n`;
}

function containerOf({ metadata, spec }: PodView, asked: string): Named {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec;
  const all = [...initContainers, ...containers, ...ephemeralContainers];
  if (asked !== '') {
    const found = all.find(({ name }) => name === asked);
    if (found) return found;
    throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  }
  const [only, ...others] = containers;
  if (only && others.length === 0) return only;
  const names = all.map(({ name }) => name).join(' ');
  throw badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${names}]`);
}
