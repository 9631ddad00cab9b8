import type { ObjectsRule } from '../../../check/rule.ts';
import { imageProblem } from '../../../lab/image-name.ts';
import { exampleDeployment, withContainer } from '../rule-fixtures.ts';
import { workloadsOf } from '../rule-workloads.ts';

export const imageNameInvalid: ObjectsRule = {
  id: 'image-name-invalid',
  needs: 'objects',
  severity: 'error',
  summary: 'The image of a container is no name of an image.',
  why: 'the kubelet cannot pull it: InvalidImageName (kubernetes pkg/kubelet/images/image_manager.go, distribution/reference regexp.go)',
  check: (input) =>
    workloadsOf(input).flatMap(({ on, spec, path }) =>
      (['containers', 'initContainers'] as const).flatMap((list) =>
        (spec[list] ?? []).flatMap(({ image }, index) => {
          // A variable that nobody filled in here is told of where it is to be filled in.
          const problem = image && !image.includes('${') ? imageProblem(image) : undefined;
          return problem ? [{ on, path: [...path, list, index, 'image'], ...problem }] : [];
        }),
      ),
    ),
  examples: {
    passing: [
      exampleDeployment(),
      withContainer({ image: `\${REGISTRY}/Hello` }),
      withContainer({ image: `ghcr.io/a/b_c.d:v1@sha256:${'a'.repeat(64)}` }),
    ],
    failing: [withContainer({ image: 'docker.io/traefik/Whoami:v1' })],
  },
};
