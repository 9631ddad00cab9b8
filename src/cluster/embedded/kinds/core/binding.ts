import type { Json, UnknownObject } from '../../../../kube/object.ts';
import { kinds } from '../../../../kube/types/kinds.ts';
import { inHome } from '../../api/home.ts';
import { badRequest, conflict, notFound } from '../../api/refusals.ts';
import type { ApiState, PartAction } from '../../api/state.ts';
import { timestamp } from '../../api/timestamp.ts';
import type { BuiltinKind } from '../builtin-kind.ts';

interface Placed {
  readonly spec: { readonly nodeName?: string };
  readonly status?: { readonly conditions?: readonly Json[] };
}

/** Places the pod of the binding's name on its target: kubernetes pkg/registry/core/pod/storage/storage.go BindingREST. */
function bindPod(state: ApiState, namespace: string, binding: UnknownObject, dryRun = false): void {
  const { name } = binding.metadata;
  const target = binding.target as { readonly name?: string } | undefined;
  if (!target?.name) throw badRequest('target.name: Required value');
  const pods = state.registry.ofKind(kinds.Pod);
  const pod = state.store.get(pods.table, namespace, name);
  if (!pod) throw notFound(pods, name);
  const { nodeName } = (pod as UnknownObject & Placed).spec;
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw conflict(pods, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (nodeName) throw conflict(pods, name, `pod ${name} is already assigned to node "${nodeName}"`);
  if (dryRun) return;
  // Written past the registry, as upstream: a binding has no owner of fields and makes no new generation.
  state.store.put(pods.table, placed(pod as UnknownObject & Placed, target.name, binding, timestamp(state.now())));
}

function placed(pod: UnknownObject & Placed, nodeName: string, binding: UnknownObject, now: string): UnknownObject {
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  const others = (pod.status?.conditions ?? []).filter(
    (condition) => (condition as { readonly type: string }).type !== 'PodScheduled',
  );
  const { annotations } = binding.metadata;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(annotations && { annotations: { ...pod.metadata.annotations, ...annotations } }),
    },
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: [...others, scheduled] },
  };
}

/** A binding to a part of a pod is named by its path. */
export const binding: PartAction = {
  takes: { apiVersion: 'v1', kind: 'Binding' },
  act: ({ state, target: { resource, namespace, name }, given, dryRun }) => {
    const named = { ...given, metadata: { ...given.metadata, name } };
    bindPod(state, namespace, inHome(resource, namespace, named), dryRun);
  },
};

export const kind = {
  table: '/bindings',
  claim: {
    behaviour: 'places a pod that has no node yet',
    upstream: 'pkg/registry/core/pod/storage/storage.go BindingREST',
  },
  carryOut: bindPod,
} satisfies BuiltinKind;
