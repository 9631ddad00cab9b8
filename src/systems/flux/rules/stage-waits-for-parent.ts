import type { ObjectsRule } from '../../../check/rule.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import type { KustomizationSpec } from '../read-objects.ts';
import { exampleKustomization } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';
import { ownedBy, ownerOf } from '../rule-owners.ts';

/** A Kustomization depends on the one that applies it, which waits for it. */
export const stageWaitsForParent: ObjectsRule = {
  id: 'stage-waits-for-parent',
  order: true,
  needs: 'objects',
  severity: 'error',
  summary: 'A Kustomization depends on the one that applies it, and that one waits for it.',
  why: 'wait and healthChecks end when all that was applied is ready, and a Kustomization that waits for its dependency is not: each waits for the other (kustomize-controller internal/controller/kustomization_controller.go checkDependencies, checkHealth)',
  check: (input) => {
    const all = new Map(kustomizationsIn(input).map((on) => [keyOf(on), on]));
    return [...all.values()].flatMap((on) => {
      const parent = all.get(ownerOf(on) ?? '');
      if (!parent || parent === on || !waitsFor(parent, on)) return [];
      const { namespace } = on.object.metadata;
      return (specOf(on).dependsOn ?? []).flatMap((reference, index) => {
        if (reference.readyExpr || `${reference.namespace ?? namespace}/${reference.name}` !== keyOf(parent)) return [];
        const message = `depends on ${keyOf(parent)}, which applies it and is ready only when it is: neither ever is`;
        const hint = `leave the dependency out, or wait: false on Kustomization ${keyOf(parent)}`;
        return [{ on, path: ['spec', 'dependsOn', index, 'name'], message, hint }];
      });
    });
  },
  examples: {
    passing: [
      exampleKustomization('root'),
      ownedBy('root', exampleKustomization('apps', { dependsOn: [{ name: 'root' }] })),
    ],
    failing: [
      exampleKustomization('root', { wait: true }),
      ownedBy('root', exampleKustomization('apps', { dependsOn: [{ name: 'root' }] })),
    ],
  },
};

const keyOf = ({ object: { metadata } }: SourcedObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
const specOf = ({ object }: SourcedObject): Partial<KustomizationSpec> => object.spec as Partial<KustomizationSpec>;

function waitsFor(parent: SourcedObject, child: SourcedObject): boolean {
  const { wait, healthChecks = [] } = specOf(parent);
  const { name, namespace } = child.object.metadata;
  const isChild = (each: (typeof healthChecks)[number]) =>
    each.kind === 'Kustomization' && each.name === name && each.namespace === namespace;
  return wait === true || healthChecks.some(isChild);
}
