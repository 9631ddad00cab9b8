import { compareText } from '../../core/finding.ts';
import type { Condition } from '../../kube/object.ts';
import { printInstant } from '../kit/instant.ts';

export const namespaceFinalizer = 'kubernetes';

/** Seconds after the deletion of a namespace until its content is deleted (pkg/controller/namespace namespaceDeletionGracePeriod). */
export const namespaceGrace = 5;

/** Seconds assumed for finalizers to do their work. */
export const finalizerEstimate = 15;

/** What is left in a namespace that ends. */
export interface Remains {
  /** Objects left, by `plural.group`. */
  readonly resources: ReadonlyMap<string, number>;
  readonly finalizers: ReadonlyMap<string, number>;
  /** Errors of deletions. */
  readonly errors: readonly string[];
}

const fine: readonly (readonly [string, string, string])[] = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  ['NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
];

const listed = (counts: ReadonlyMap<string, number>, text: (name: string, count: number) => string): string =>
  [...counts]
    .map(([name, count]) => text(name, count))
    .sort(compareText)
    .join(', ');

/** The conditions of an ending namespace (pkg/controller/namespace/deletion/status_condition_utils.go). */
export function namespaceConditions(old: readonly Condition[], remains: Remains, now: number): readonly Condition[] {
  const failing = new Map<string, readonly [string, string]>();
  if (remains.errors.length > 0) {
    const texts = [...remains.errors].sort(compareText).join(', ');
    const message = `Failed to delete all resource types, ${remains.errors.length} remaining: ${texts}`;
    failing.set('NamespaceDeletionContentFailure', ['ContentDeletionFailed', message]);
  }
  if (remains.resources.size > 0) {
    const texts = listed(remains.resources, (name, count) => `${name} has ${count} resource instances`);
    failing.set('NamespaceContentRemaining', ['SomeResourcesRemain', `Some resources are remaining: ${texts}`]);
  }
  if (remains.finalizers.size > 0) {
    const texts = listed(remains.finalizers, (name, count) => `${name} in ${count} resource instances`);
    failing.set('NamespaceFinalizersRemaining', [
      'SomeFinalizersRemain',
      `Some content in the namespace has finalizers remaining: ${texts}`,
    ]);
  }
  return fine.map(([type, okReason, okMessage]) => {
    const [reason, message] = failing.get(type) ?? [okReason, okMessage];
    const status = failing.has(type) ? 'True' : 'False';
    const before = old.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : printInstant(now);
    return { type, status, lastTransitionTime, reason, message };
  });
}
