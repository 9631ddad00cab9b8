import type { ObjectsRule } from '../../../check/rule.ts';
import { printCycle, sortDependents } from '../kustomizations/semantics.ts';
import type { DependencyReference } from '../read-objects.ts';
import { exampleKustomization } from '../rule-fixtures.ts';
import { kustomizationsIn, releasesIn } from '../rule-objects.ts';

export const dependencyCycle: ObjectsRule = {
  id: 'dependency-cycle',
  order: true,
  needs: 'objects',
  severity: 'error',
  summary: 'Kustomizations or HelmReleases that wait for each other.',
  why: 'circular dependency detected (fluxcd/pkg runtime/dependency/sort.go); none of its members ever becomes ready',
  check: (input) =>
    [kustomizationsIn(input), releasesIn(input)].flatMap((all) => {
      const dependents = all.map(({ object }) => ({
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name,
        dependsOn: (object.spec as { dependsOn?: readonly DependencyReference[] }).dependsOn ?? [],
      }));
      const { cycle } = sortDependents(dependents);
      const on =
        // What leads to a circle is no member of it: the one that comes up again is.
        cycle &&
        all.find(({ object }) => `${object.metadata.namespace ?? ''}/${object.metadata.name}` === cycle.at(-1));
      if (!cycle || !on) return [];
      return [
        { on, path: ['spec', 'dependsOn'], message: printCycle(cycle), hint: 'take one of these dependencies away' },
      ];
    }),
  examples: {
    passing: [exampleKustomization('a'), exampleKustomization('b', { dependsOn: [{ name: 'a' }] })],
    failing: [
      exampleKustomization('a', { dependsOn: [{ name: 'b' }] }),
      exampleKustomization('b', { dependsOn: [{ name: 'a' }] }),
    ],
  },
};
