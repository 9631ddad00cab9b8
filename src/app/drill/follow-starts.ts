import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { controllerOf } from '../../controlplane/kit/ownership.ts';
import { isTrue } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';

/** A pod that is ready, so many seconds after a fault. */
export interface PlayedStart {
  readonly of: string;
  readonly node: string;
  readonly readyAt: number;
}

/** Follows pods that become ready from now on: new ones, and those that are started anew. */
export function followStarts(embedded: EmbeddedCluster) {
  const start = embedded.now();
  const ready = new Map<string, boolean>();
  const starts: PlayedStart[] = [];
  let isListed = true;
  const stop = embedded.cluster.watch<Pod>(kinds.Pod, ({ type, object }) => {
    const uid = object.metadata.uid ?? '';
    const [was, is] = [ready.get(uid) ?? isListed, type !== 'DELETED' && isTrue(object, 'Ready')];
    ready.set(uid, is);
    if (was || !is) return;
    starts.push({ of: ownerOf(object), node: object.spec.nodeName ?? '', readyAt: (embedded.now() - start) / 1000 });
  });
  return {
    /** To be called once the pods that are there have been told. */
    begin: () => {
      isListed = false;
    },
    take: () => {
      stop();
      return starts;
    },
  };
}

/** `namespace/name` of what makes such pods: a Deployment where a ReplicaSet does. */
function ownerOf(pod: Pod): string {
  const owner = controllerOf(pod);
  const hash = pod.metadata.labels?.['pod-template-hash'];
  const name = owner?.name ?? pod.metadata.name;
  const short =
    owner?.kind === 'ReplicaSet' && hash && name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : name;
  return `${pod.metadata.namespace}/${short}`;
}
