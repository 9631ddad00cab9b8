import { builtinResources } from '../../kube/builtin-resources.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { createObject } from './api/create.ts';
import type { Registry } from './api/registry.ts';
import type { ApiState } from './api/state.ts';

/** Serves the built-in kinds. */
export function serveBuiltins(registry: Registry): void {
  for (const resource of builtinResources) {
    const { group, version, plural } = resource;
    const apiVersion = group ? `${group}/${version}` : version;
    // Events are one table under two groups.
    const table = plural === 'events' ? '/events' : `${group}/${plural}`;
    registry.add({ ...resource, apiVersion, table, custom: undefined });
  }
}

const firstNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** What a new API server creates by itself: kubernetes pkg/controlplane. */
export function createFirstObjects(state: ApiState): void {
  const resource = state.registry.ofKind({ apiVersion: 'v1', kind: 'Namespace' });
  for (const name of firstNamespaces) {
    createObject(state, resource, '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } as UnknownObject);
  }
}
