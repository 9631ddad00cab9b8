import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { annotationNames } from '../annotations.ts';
import { listItems } from '../mirroring/namespaces.ts';
import { copiedTo, exampleNamespace, exampleSecret, mirrorObjects, namespacesOf } from '../rule-sources.ts';

export const reflectorNamespaceNotFound: ObjectsRule = {
  id: 'reflector-namespace-not-found',
  needs: 'objects',
  severity: 'unknown',
  summary: 'A copy is to come to a namespace in which the files put nothing.',
  why: 'copies come to namespaces that are there; a name that is written wrong is never told of (reflector src/ES.Kubernetes.Reflector/Mirroring/Core/ResourceMirror.cs, AutoReflectionForSource)',
  check: (input) => {
    const there = new Set(namespacesOf(input).map(({ metadata }) => metadata.name));
    return mirrorObjects(input).flatMap(({ said, on, path }) =>
      listItems(said.allowed && said.auto ? said.autoNamespaces : '')
        .filter((item) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(item) && !there.has(item))
        .map((item): Problem => {
          const message = `a copy is to come to namespace ${item}, of which no file speaks`;
          const knownBy = `a Namespace ${item} in the repository`;
          return { on, path: [...path, annotationNames.autoNamespaces], message, knownBy };
        }),
    );
  },
  examples: {
    passing: [exampleSecret(copiedTo('media,tools-.*')), exampleNamespace('media')],
    failing: [exampleSecret(copiedTo('media,medai')), exampleNamespace('media')],
  },
};
