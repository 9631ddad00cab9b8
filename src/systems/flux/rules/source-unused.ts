import { neverNamed } from '../../../check/never-named.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import { groupOf } from '../../../kube/object.ts';
import { exampleHelmRepository, exampleRelease } from '../rule-fixtures.ts';

export const sourceUnused: ObjectsRule = {
  id: 'source-unused',
  needs: 'objects',
  severity: 'info',
  summary: 'A source is defined, and nothing takes anything from it.',
  together: 'are named by nothing: they are fetched for nothing',
  why: 'a source is fetched every interval whether it is used or not (source-controller internal/controller/helmrepository_controller.go)',
  check: (input) =>
    neverNamed(
      input,
      input.objects.filter(
        ({ object }) => groupOf(object.apiVersion) === 'source.toolkit.fluxcd.io' && object.kind !== 'HelmChart',
      ),
      (name) => ({
        message: `source ${name} is named by no Kustomization, release or policy: it is fetched for nothing`,
        hint: 'take it out, or name it where it was meant',
      }),
    ),
  examples: {
    passing: [exampleHelmRepository(), exampleRelease('app')],
    failing: [exampleHelmRepository()],
  },
};
