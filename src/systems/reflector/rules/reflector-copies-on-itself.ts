import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { annotationNames } from '../annotations.ts';
import { autoSources, copiedTo, exampleSecret, reaches } from '../rule-sources.ts';

export const reflectorCopiesOnItself: ObjectsRule = {
  id: 'reflector-copies-on-itself',
  needs: 'objects',
  severity: 'info',
  summary: 'The lists of a source name its own namespace, too.',
  why: 'it is then counted among its copies, which are deleted when the lists are narrowed or copies no longer allowed (reflector src/ES.Kubernetes.Reflector/Mirroring/Core/ResourceMirror.cs, Handle)',
  check: (input) =>
    autoSources(input)
      .filter((source) => reaches(input, source, source.namespace))
      .map(({ on, path, namespace }): Problem => {
        const message = `its lists name its own namespace ${namespace}: when copies are no longer allowed, it may be deleted with them`;
        const hint = `name the other namespaces; before you take the annotations away, narrow the lists`;
        return { on, path: [...path, annotationNames.auto], message, hint };
      }),
  examples: {
    passing: [exampleSecret(copiedTo('media'))],
    failing: [exampleSecret(copiedTo('.*'))],
  },
};
