import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { annotationNames } from '../annotations.ts';
import { mayBeIn } from '../mirroring/namespaces.ts';
import { exampleSecret, type MirrorObject, mirrorObjects, namespacesOf } from '../rule-sources.ts';

export const reflectorSourceNotFound: ObjectsRule = {
  id: 'reflector-source-not-found',
  needs: 'objects',
  severity: 'error',
  summary: 'A copy names a source that does not allow it, or that no file brings.',
  why: 'the copy stays as it was written, and only the log tells of it: could not be found, does not permit it (reflector src/ES.Kubernetes.Reflector/Mirroring/Core/ResourceMirror.cs, HandleUpsert)',
  check: (input) => {
    const all = mirrorObjects(input);
    return all
      .filter(({ isMade, on }) => !isMade && on.object.metadata.annotations?.[annotationNames.reflects] !== undefined)
      .flatMap((copy): Problem[] => {
        const told = tell(copy, all, input);
        return told ? [{ on: copy.on, path: [...copy.path, annotationNames.reflects], ...told }] : [];
      });
  },
  examples: {
    passing: [exampleSecret({ allowed: 'true' }), exampleSecret({ reflects: 'gate/tls' }, 'media')],
    failing: [
      exampleSecret({ allowed: 'true', allowedNamespaces: 'tools' }),
      exampleSecret({ reflects: 'gate/tls' }, 'media'),
    ],
  },
};

function tell(
  copy: MirrorObject,
  all: readonly MirrorObject[],
  input: RuleInput,
): Omit<Problem, 'on' | 'path'> | undefined {
  const { reflects } = copy.said;
  if (!reflects) return { message: 'it names no source: nothing is copied', hint: 'write it like gate/wildcard-tls' };
  const of = `${copy.kind} ${reflects.namespace}/${reflects.name}`;
  const source = all.find(
    ({ kind, namespace, name }) => kind === copy.kind && namespace === reflects.namespace && name === reflects.name,
  );
  if (!source) {
    const message = `it is a copy of ${of}, which no file brings`;
    return { message, severity: 'unknown', knownBy: 'the source in the repository, or what makes it' };
  }
  const home = namespacesOf(input).find(({ metadata }) => metadata.name === copy.namespace);
  if (!mayBeIn(source.said, home ?? { metadata: { name: copy.namespace } })) {
    const hint = source.said.allowed
      ? `name ${copy.namespace} in its ${annotationNames.allowedNamespaces}`
      : `write ${annotationNames.allowed}: "true" there`;
    return { message: `${of} does not allow a copy in namespace ${copy.namespace}`, hint };
  }
  if (!source.isMade) return undefined;
  const message = `it is there before ${of} is made, and is filled only when the watch starts anew: up to an hour later`;
  return { message, severity: 'info', hint: 'have it copied unasked: a copy comes as soon as the source is there' };
}
