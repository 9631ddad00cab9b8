import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import type { DependencyReference } from '../read-objects.ts';
import { exampleKustomization, exampleRelease } from '../rule-fixtures.ts';
import { kustomizationsIn, releasesIn } from '../rule-objects.ts';

const kinds = ['Kustomization', 'HelmRelease'];

const problemsOf = (input: RuleInput, kind: string) =>
  (kind === 'HelmRelease' ? releasesIn(input) : kustomizationsIn(input)).flatMap((on) => {
    const { dependsOn = [] } = on.object.spec as { dependsOn?: readonly DependencyReference[] };
    return dependsOn.flatMap(({ name, namespace = on.object.metadata.namespace }, index): readonly Problem[] => {
      if (input.find(kind, name, namespace)) return [];
      const message = `waits for ${kind} ${namespace}/${name}, which does not exist: it will wait forever`;
      const path = ['spec', 'dependsOn', index, 'name'];
      const hint = `name an existing ${kind}, or remove the dependency`;
      if (input.isWhole) return [{ on, path, message, hint }];
      // What could not be built may bring it.
      const open = `waits for ${kind} ${namespace}/${name}, which was not found in what could be read`;
      return [{ on, path, message: open, severity: 'unknown', knownBy: 'what could not be built or read' }];
    });
  });

export const dependencyNotFound: ObjectsRule = {
  id: 'dependency-not-found',
  order: true,
  needs: 'objects',
  severity: 'error',
  summary: 'A Kustomization or HelmRelease waits for one that does not exist.',
  why: "dependency '…' not found (kustomize-controller internal/controller/kustomization_controller.go checkDependencies)",
  check: (input) => kinds.flatMap((kind) => problemsOf(input, kind)),
  examples: {
    passing: [exampleKustomization('infra'), exampleKustomization('apps', { dependsOn: [{ name: 'infra' }] })],
    failing: [
      exampleKustomization('infra'),
      exampleKustomization('apps', { dependsOn: [{ name: 'infrastructure' }] }),
      exampleRelease('app', { dependsOn: [{ name: 'database' }] }),
    ],
  },
};
