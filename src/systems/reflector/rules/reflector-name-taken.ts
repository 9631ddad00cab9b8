import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { autoSources, copiedTo, exampleSecret, mirrorObjects, reaches } from '../rule-sources.ts';

export const reflectorNameTaken: ObjectsRule = {
  id: 'reflector-name-taken',
  needs: 'objects',
  severity: 'warning',
  summary: 'A copy is to come to a namespace that has something of its name.',
  why: 'a source that changes leaves out namespaces with an object of its name, one that a namespace comes to overwrites it: which of them it is depends on what comes first (reflector src/ES.Kubernetes.Reflector/Mirroring/Core/ResourceMirror.cs, AutoReflectionForSource and ResourceReflect)',
  check: (input) => {
    const sources = autoSources(input);
    return mirrorObjects(input).flatMap((other): Problem[] => {
      const source = sources.find(
        (each) =>
          each.kind === other.kind &&
          each.name === other.name &&
          each.namespace !== other.namespace &&
          reaches(input, each, other.namespace),
      );
      if (!source || other.said.reflects) return [];
      const message = `a copy of ${source.kind} ${source.namespace}/${source.name} is to have this name here, too: one of both is lost`;
      const hint = 'give it another name, or leave its namespace out of the lists of the source';
      return [{ on: other.on, path: ['metadata', 'name'], message, hint }];
    });
  },
  examples: {
    passing: [exampleSecret(copiedTo('media')), exampleSecret({}, 'tools'), exampleSecret({}, 'media', 'other')],
    failing: [exampleSecret(copiedTo('media')), exampleSecret({}, 'media')],
  },
};
