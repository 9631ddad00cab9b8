import { type BuiltinResource, builtinResources } from '../../kube/builtin-resources.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { createObject } from './api/create.ts';
import type { ApiState, KindRules, ServedKinds } from './api/state.ts';
import { targetOf } from './api/target.ts';
import type { BuiltinKind } from './kinds/builtin-kind.ts';
import { firstObjects } from './kinds/first-objects.ts';
import { builtinKinds } from './kinds/index.ts';
import type { KindContext } from './kinds/kind-parts.ts';

const apiVersionOf = ({ group, version }: BuiltinResource): string => (group ? `${group}/${version}` : version);

/** The place of a form among the kinds: its version and the name of its resource. */
const formKey = (apiVersion: string, plural: string): string => `${apiVersion}|${plural}`;

const byTable = new Map<string, BuiltinKind>();
const byForm = new Map<string, BuiltinKind>();
for (const kind of builtinKinds) {
  if (kind.form) byForm.set(formKey(kind.form.apiVersion, kind.table.split('/')[1]!), kind);
  else byTable.set(kind.table, kind);
}

/** The kind of a resource; undefined when nothing is done for it beyond what is done for all. */
const kindOf = (resource: BuiltinResource): BuiltinKind | undefined =>
  byForm.get(formKey(apiVersionOf(resource), resource.plural)) ?? byTable.get(`${resource.group}/${resource.plural}`);

const nothingMore: KindRules = {};

/** Serves the built-in kinds, with rules made for this cluster. */
export function serveBuiltins(registry: ServedKinds, context: KindContext): void {
  for (const resource of builtinResources) {
    const kind = kindOf(resource);
    const table = kind?.table ?? `${resource.group}/${resource.plural}`;
    const own = kind?.forCluster ? { ...kind, ...kind.forCluster(context) } : (kind ?? nothingMore);
    registry.add({ ...resource, apiVersion: apiVersionOf(resource), table, own, custom: undefined });
  }
}

/** What a new API server creates by itself: kubernetes pkg/controlplane. */
export function createFirstObjects(state: ApiState, context: KindContext): void {
  for (const object of firstObjects(context)) {
    const resource = state.registry.ofKind(object);
    createObject(state, targetOf(resource, object.metadata.namespace), object as UnknownObject);
  }
}
