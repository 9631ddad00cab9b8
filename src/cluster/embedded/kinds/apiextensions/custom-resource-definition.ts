import type { Condition, UnknownObject } from '../../../../kube/object.ts';
import { deleteObject } from '../../api/delete.ts';
import { removeObject } from '../../api/remove.ts';
import type { ApiState } from '../../api/state.ts';
import { timestamp } from '../../api/timestamp.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { prepareRuleCosts } from './definition-costs.ts';
import { definitionErrors, definitionUpdateErrors } from './definition-errors.ts';
import { type DefinitionView, resourcesOf, specOf } from './definition-view.ts';

const definitionTable = 'apiextensions.k8s.io/customresourcedefinitions';

const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/**
 * What the API server does for definitions: serves their kinds as soon as they are stored, and when one is deleted, deletes its objects first.
 * Conditions as apiextensions-apiserver pkg/controller/{status,establish,finalizer} write them.
 */
export const kind = {
  table: definitionTable,
  claim: {
    behaviour: 'names, schemas, their costs; kinds served as soon as they are stored, and gone with their objects',
    upstream: 'apiextensions-apiserver pkg/apis/apiextensions/validation, pkg/controller/{status,establish,finalizer}',
    notModelled: 'conversion webhooks, conflicts of names',
  },
  prepareChecks: prepareRuleCosts,
  firstStatus: (definition) => ({
    conditions: null,
    acceptedNames: { plural: '', kind: '' },
    storedVersions: specOf(definition)
      .versions.filter((version) => version.storage)
      .slice(0, 1)
      .map((version) => version.name),
  }),
  beforeCreate: (definition) => ({ ...definition, spec: withNames(specOf(definition)) }),
  beforeDelete: markedForDeletion,
  validate: definitionErrors,
  validateUpdate: (next, old, _state, request) => definitionUpdateErrors(next, old, request),
  beforeUpdate: (next, _old, _state, { subresource }) =>
    subresource === 'status' ? next : withStoredVersion({ ...next, spec: withNames(specOf(next)) }),
  afterWrite: (next, old, state) => {
    if (old) for (const resource of resourcesOf(old)) state.registry.remove(resource);
    if (!next) return;
    for (const resource of resourcesOf(next)) state.registry.add(resource);
    if (!old) establish(state, next);
    else if (next.metadata.deletionTimestamp !== undefined && old.metadata.deletionTimestamp === undefined) {
      deleteInstances(state, next);
    }
  },
} satisfies BuiltinKind;

/** apiextensions-apiserver pkg/registry/customresourcedefinition/etcd.go Delete */
function markedForDeletion(definition: UnknownObject, state: ApiState): UnknownObject {
  const finalizers = [...new Set([...(definition.metadata.finalizers ?? []), cleanupFinalizer])];
  const { conditions, ...status } = definition.status as { conditions: readonly Condition[] | null };
  const terminating: Condition = {
    lastTransitionTime: timestamp(state.now()),
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    reason: 'InstanceDeletionPending',
    status: 'True',
    type: 'Terminating',
  };
  return {
    ...definition,
    metadata: { ...definition.metadata, finalizers },
    status: { ...status, conditions: [...(conditions ?? []), terminating] },
  };
}

/** A version that becomes the storage version is noted among those that objects may be stored in: strategy.go PrepareForUpdate. */
function withStoredVersion(definition: UnknownObject): UnknownObject {
  const status = (definition.status ?? {}) as { readonly storedVersions?: readonly string[] };
  const stored = status.storedVersions ?? [];
  const now = specOf(definition).versions.find(({ storage }) => storage)?.name;
  if (now === undefined || stored.includes(now)) return definition;
  return { ...definition, status: { ...status, storedVersions: [...stored, now] } };
}

/** Defaults of the names: apiextensions-apiserver pkg/apis/apiextensions/v1/defaults.go */
function withNames(spec: DefinitionView): unknown {
  const { names } = spec;
  const filled = {
    ...names,
    ...(names.kind ? { listKind: names.listKind ?? `${names.kind}List` } : {}),
    ...(names.kind ? { singular: names.singular ?? names.kind.toLowerCase() } : {}),
  };
  return { conversion: { strategy: 'None' }, ...spec, names: filled };
}

function establish(state: ApiState, definition: UnknownObject): void {
  const lastTransitionTime = timestamp(state.now());
  const conditions: readonly Condition[] = [
    { lastTransitionTime, message: 'no conflicts found', reason: 'NoConflicts', status: 'True', type: 'NamesAccepted' },
    {
      lastTransitionTime,
      message: 'the initial names have been accepted',
      reason: 'InitialNamesAccepted',
      status: 'True',
      type: 'Established',
    },
  ];
  const { storedVersions } = definition.status as { storedVersions: unknown };
  const status = { acceptedNames: specOf(definition).names, conditions, storedVersions };
  state.store.put(definitionTable, { ...definition, metadata: { ...definition.metadata }, status });
}

function deleteInstances(state: ApiState, definition: UnknownObject): void {
  const [resource] = resourcesOf(definition);
  if (resource) {
    for (const { metadata } of state.store.table(resource.table).list()) {
      deleteObject(state, { resource, namespace: metadata.namespace ?? '', name: metadata.name });
    }
  }
  finishDeletion(state, definition.metadata.name);
}

/** Lets a deleted definition go once the last of its objects is gone. */
export function finishDeletion(state: ApiState, definition: string): void {
  const stored = state.store.get(definitionTable, '', definition);
  if (stored?.metadata.deletionTimestamp === undefined) return;
  const { group, names } = specOf(stored);
  if (state.store.table(`${group}/${names.plural}`).size > 0) return;
  const resource = state.registry.ofKind(stored);
  const finalizers = (stored.metadata.finalizers ?? []).filter((finalizer) => finalizer !== cleanupFinalizer);
  const freed = { ...stored, metadata: { ...stored.metadata, finalizers } };
  if (finalizers.length > 0) state.store.put(definitionTable, freed);
  else removeObject(state, resource, freed);
}
