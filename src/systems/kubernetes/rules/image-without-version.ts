import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { exampleDeployment, withContainer } from '../rule-fixtures.ts';
import { workloadsOf } from '../rule-workloads.ts';

/** Whether a name says no version: no digest, and no tag or `latest`. */
function isFloating(image: string): boolean {
  if (image.includes('@') || image.includes('$') || image === '') return false;
  const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1];
  return tag === undefined || tag === 'latest';
}

export const imageWithoutVersion: ObjectsRule = {
  id: 'image-without-version',
  needs: 'objects',
  severity: 'info',
  summary: 'A container runs whatever is the latest image when its node pulls it.',
  together: 'run whatever image is the latest when a node pulls it',
  why: 'a name without a tag means latest, and latest is pulled at every start (kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Container): nodes may run different versions, and a change comes unasked',
  check: (input) =>
    workloadsOf(input).flatMap(({ on, spec, path }): readonly Problem[] => {
      if (on.loose || on.madeBy !== undefined) return [];
      return (spec.containers ?? []).flatMap(({ name, image }, index) => {
        if (typeof image !== 'string' || !isFloating(image)) return [];
        const message = `container ${name} runs ${image} in whatever version is the latest`;
        return [
          { on, path: [...path, 'containers', index, 'image'], message, hint: 'name a version, best with its digest' },
        ];
      });
    }),
  examples: {
    passing: [exampleDeployment(), withContainer({ image: 'registry.lan:5000/hello:1.2' })],
    failing: [withContainer({ image: 'registry.lan:5000/hello' })],
  },
};
