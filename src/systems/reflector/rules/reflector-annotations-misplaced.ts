import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { annotationNames } from '../annotations.ts';
import { exampleSecret, isAnnotated } from '../rule-sources.ts';

/** What has a certificate made, and keeps its annotations for itself. */
const hasOneMade = ({ kind, spec }: UnknownObject): boolean => {
  const { secretName, issuerRef } = (spec ?? {}) as { readonly secretName?: unknown; readonly issuerRef?: unknown };
  return kind === 'Ingress' || (typeof secretName === 'string' && issuerRef !== undefined);
};

export const reflectorAnnotationsMisplaced: ObjectsRule = {
  id: 'reflector-annotations-misplaced',
  needs: 'objects',
  severity: 'error',
  summary: 'What is to have a Secret copied stands on what has the Secret made.',
  why: 'only Secrets and ConfigMaps are watched; a certificate hands on what its secretTemplate says, and nothing else (reflector README.md, src/ES.Kubernetes.Reflector/Watchers/SecretWatcher.cs)',
  check: ({ objects }) =>
    objects
      .filter(({ object }) => hasOneMade(object) && isAnnotated(object.metadata.annotations))
      .map((on): Problem => {
        const message =
          'it is not copied, and neither is the Secret that is made for it: nobody looks for annotations here';
        const hint =
          on.object.kind === 'Ingress'
            ? 'put them into the annotation secret-template of what signs its certificate'
            : 'put them under spec.secretTemplate.annotations';
        return { on, path: ['metadata', 'annotations'], message, hint };
      }),
  examples: {
    passing: [exampleSecret({ allowed: 'true' })],
    failing: [
      {
        ...kinds.Ingress,
        metadata: { name: 'shop', namespace: 'shop', annotations: { [annotationNames.allowed]: 'true' } },
      },
    ],
  },
};
