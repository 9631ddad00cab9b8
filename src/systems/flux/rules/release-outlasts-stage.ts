import type { ObjectsRule } from '../../../check/rule.ts';
import { printDuration } from '../../../kube/duration.ts';
import { actionTimeout } from '../helm/semantics.ts';
import { timingOf } from '../kustomizations/semantics.ts';
import type { FluxKustomization, HelmRelease } from '../read-objects.ts';
import { exampleKustomization, exampleRelease } from '../rule-fixtures.ts';
import { kustomizationsIn, releasesIn } from '../rule-objects.ts';
import { ownedBy, ownerOf } from '../rule-owners.ts';

export const releaseOutlastsStage: ObjectsRule = {
  id: 'release-outlasts-stage',
  order: true,
  needs: 'objects',
  severity: 'info',
  summary: 'A Kustomization waits for a release for less time than its install may take.',
  why: 'the wait ends after spec.timeout (without one, 30 seconds before the interval), an install after its own, 5m by default, and what the wait ends with does not tell the cause (kustomize-controller api/v1/kustomization_types.go GetTimeout, helm-controller api/v2/helmrelease_types.go)',
  check: (input) => {
    const stages = new Map(
      kustomizationsIn(input).map((on) => [`${on.object.metadata.namespace}/${on.object.metadata.name}`, on]),
    );
    const told = new Set<string>();
    return releasesIn(input).flatMap(({ object, ...place }) => {
      const key = ownerOf({ object, ...place });
      const on = key === undefined ? undefined : stages.get(key);
      if (!on || key === undefined || told.has(key)) return [];
      const stage = on.object as FluxKustomization;
      const [waits, takes] = [timingOf(stage).timeout, actionTimeout(object as HelmRelease, 'install')];
      if (stage.spec.wait !== true || waits >= takes) return [];
      told.add(key);
      const message = `waits ${printDuration(waits)} for HelmRelease ${object.metadata.namespace}/${object.metadata.name}, whose install may take ${printDuration(takes)}: it gives up before the release says why`;
      return [
        {
          on,
          path: ['spec', 'timeout'],
          message,
          hint: `a timeout of at least ${printDuration(takes)}, or a shorter one of the release`,
        },
      ];
    });
  },
  examples: {
    passing: [
      exampleKustomization('metallb', { wait: true, timeout: '5m' }),
      ownedBy('metallb', exampleRelease('metallb')),
      exampleKustomization('loose', { timeout: '1m' }),
      ownedBy('loose', exampleRelease('loose')),
    ],
    failing: [
      exampleKustomization('metallb', { wait: true, timeout: '3m' }),
      ownedBy('metallb', exampleRelease('metallb')),
    ],
  },
};
