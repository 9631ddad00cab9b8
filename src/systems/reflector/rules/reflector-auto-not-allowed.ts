import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { annotationNames } from '../annotations.ts';
import { listItems, mayBeIn } from '../mirroring/namespaces.ts';
import { copiedTo, exampleSecret, type MirrorObject, mirrorObjects } from '../rule-sources.ts';

const isName = (item: string): boolean => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(item);

export const reflectorAutoNotAllowed: ObjectsRule = {
  id: 'reflector-auto-not-allowed',
  needs: 'objects',
  severity: 'error',
  summary: 'Copies are to be made where they are not allowed.',
  why: 'a namespace gets a copy only where the source allows copies, and both lists name it (reflector src/ES.Kubernetes.Reflector/Mirroring/Core/MirroringPropertiesExtensions.cs, CanBeAutoReflectedToNamespace)',
  check: (input) => mirrorObjects(input).flatMap((source) => tell(source).map((told) => ({ on: source.on, ...told }))),
  examples: {
    passing: [exampleSecret(copiedTo('media')), exampleSecret({ auto: 'false' }, 'gate', 'other')],
    failing: [exampleSecret({ auto: 'true', autoNamespaces: 'media' })],
  },
};

function tell({ said, path }: MirrorObject): readonly Omit<Problem, 'on'>[] {
  if (!said.auto || said.reflects) return [];
  if (!said.allowed) {
    const message = 'it is to be copied unasked, and does not allow copies: there are none';
    return [{ path: [...path, annotationNames.auto], message, hint: `write ${annotationNames.allowed}: "true"` }];
  }
  if (said.allowedSelector !== '') return [];
  return listItems(said.autoNamespaces)
    .filter((item) => isName(item) && !mayBeIn(said, { metadata: { name: item } }))
    .map((item) => ({
      path: [...path, annotationNames.autoNamespaces],
      message: `namespace ${item} gets no copy: ${annotationNames.allowedNamespaces} does not name it`,
      hint: 'name it in both lists',
    }));
}
