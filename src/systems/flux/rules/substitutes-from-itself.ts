import type { ObjectsRule } from '../../../check/rule.ts';
import type { KustomizationSpec } from '../read-objects.ts';
import { exampleKustomization } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';
import { ownedBy, ownerOf } from '../rule-owners.ts';

const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'flux-system' } };
const reading = (optional?: boolean) => ({
  postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'settings', ...(optional && { optional }) }] },
});

/** A Kustomization takes its variables from an object that it brings itself. */
export const substitutesFromItself: ObjectsRule = {
  id: 'substitutes-from-itself',
  order: true,
  needs: 'objects',
  severity: 'warning',
  summary: 'A Kustomization takes variables from an object that it brings itself.',
  why: 'variables are read from the cluster before anything is applied: `substitute from … not found` on a cluster that is new (fluxcd/pkg kustomize/kustomize_varsub.go LoadVariables)',
  check: (input) =>
    kustomizationsIn(input).flatMap((on) => {
      const { namespace, name } = on.object.metadata;
      const { substituteFrom = [] } = (on.object.spec as Partial<KustomizationSpec>).postBuild ?? {};
      return substituteFrom.flatMap((from, index) => {
        const found = from.optional ? undefined : input.find(from.kind, from.name, namespace);
        if (!found || ownerOf(found) !== `${namespace}/${name}`) return [];
        const message = `takes variables from ${from.kind} ${namespace}/${from.name}, which it applies itself: a new cluster never gets so far by itself`;
        const hint = 'bring the object by a Kustomization that this one depends on, or apply it by hand at the start';
        const path = ['spec', 'postBuild', 'substituteFrom', index, 'name'];
        return [{ on, path, message, hint }];
      });
    }),
  examples: {
    passing: [
      exampleKustomization('first'),
      ownedBy('first', settings),
      exampleKustomization('apps', reading()),
      exampleKustomization('own', reading(true)),
    ],
    failing: [exampleKustomization('apps', reading()), ownedBy('apps', settings)],
  },
};
