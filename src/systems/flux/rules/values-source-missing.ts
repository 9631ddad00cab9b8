import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import { exampleKustomization, exampleRelease } from '../rule-fixtures.ts';
import { kustomizationsIn, releasesIn } from '../rule-objects.ts';

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly optional?: boolean;
}

export const valuesSourceMissing: ObjectsRule = {
  id: 'values-source-missing',
  needs: 'objects',
  severity: 'warning',
  summary: 'Values or variables come from a ConfigMap that is not in the repository.',
  why: "substitute from 'ConfigMap/…' error: not found (fluxcd/pkg kustomize/kustomize_varsub.go); could not resolve ConfigMap chart values reference (fluxcd/pkg chartutil/values.go)",
  check: (input) => {
    const there = new Set(
      input.objects.filter(({ object }) => object.kind === 'ConfigMap').map(({ object }) => object.metadata.name),
    );
    const missing = (
      on: SourcedObject,
      references: readonly Reference[],
      path: readonly string[],
    ): readonly Problem[] =>
      references.flatMap(({ kind, name, optional }, index): readonly Problem[] => {
        if (
          kind !== 'ConfigMap' ||
          optional ||
          there.has(name) ||
          [...there].some((each) => each.startsWith(`${name}-`))
        )
          return [];
        const message = `reads ConfigMap ${name}, which is not in the repository`;
        const at = { on, path: [...path, index, 'name'], message };
        const near = nearestName(name, [...there]);
        if (near !== undefined) return [{ ...at, hint: `did you mean ${near}?` }];
        return [{ ...at, severity: 'unknown', knownBy: 'the ConfigMap; a person or a program may make it' }];
      });
    return [
      ...kustomizationsIn(input).flatMap((on) => {
        const { postBuild } = on.object.spec as { postBuild?: { substituteFrom?: readonly Reference[] } };
        return missing(on, postBuild?.substituteFrom ?? [], ['spec', 'postBuild', 'substituteFrom']);
      }),
      ...releasesIn(input).flatMap((on) => {
        const { valuesFrom = [] } = on.object.spec as { valuesFrom?: readonly Reference[] };
        return missing(on, valuesFrom, ['spec', 'valuesFrom']);
      }),
    ];
  },
  examples: {
    passing: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'flux-system' } },
      exampleKustomization('apps', { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'settings' }] } }),
    ],
    failing: [
      exampleKustomization('apps', { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'settings' }] } }),
      exampleRelease('app', { valuesFrom: [{ kind: 'ConfigMap', name: 'values' }] }),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cluster-setings', namespace: 'flux-system' } },
      exampleKustomization('infra', {
        postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'cluster-settings' }] },
      }),
    ],
  },
};
