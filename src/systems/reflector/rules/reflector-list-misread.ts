import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { compileGoRegexp } from '../../../core/go-regexp.ts';
import { annotationNames } from '../annotations.ts';
import { listItems } from '../mirroring/namespaces.ts';
import { copiedTo, exampleSecret, mirrorObjects } from '../rule-sources.ts';

/** What .NET reads and the engine here does not: looking around, references back, groups that keep what they took. */
const isBeyond = (item: string): boolean => /\(\?[=!<>(]|\\[1-9k]/.test(item);

/** A star behind a letter or a dash, as in a file name. */
const isGlob = (item: string): boolean => /[a-z0-9-]\*/i.test(item) && !/[.\])}]\*|[[({|\\+?^$]/.test(item);

export const reflectorListMisread: ObjectsRule = {
  id: 'reflector-list-misread',
  needs: 'objects',
  severity: 'error',
  summary: 'A list of namespaces for copies is written like file names, and read as regular expressions.',
  why: 'each item is a regular expression that must match the whole name; one that cannot be read stops all copying of the kind until the watch starts anew (reflector src/ES.Kubernetes.Reflector/Mirroring/Core/MirroringPropertiesExtensions.cs, PatternListMatch)',
  check: (input) =>
    mirrorObjects(input).flatMap(({ said, on, path }) =>
      (['allowedNamespaces', 'autoNamespaces'] as const).flatMap((list) =>
        listItems(said[list]).flatMap((item): Problem[] => {
          const told = tell(item);
          if (!told) return [];
          const at = [...path, annotationNames[list]];
          const fix = isGlob(item) ? [{ path: at, set: rewritten(said[list] ?? '') }] : undefined;
          return [{ on, path: at, ...told, ...(fix && { fix }) }];
        }),
      ),
    ),
  examples: {
    passing: [exampleSecret(copiedTo('media,media-.*,dev|prod'))],
    failing: [exampleSecret(copiedTo('media-*'))],
  },
};

/** A list with each of its file names as the expression that was meant. */
const rewritten = (list: string): string =>
  list.replace(/[^,]+/g, (item) => (isGlob(item.trim()) ? asExpression(item) : item));

const asExpression = (item: string): string => item.replace(/(?<![.\])])\*/g, '.*');

function tell(item: string): Pick<Problem, 'message' | 'hint' | 'severity' | 'knownBy'> | undefined {
  const hint = `write ${asExpression(item)}`;
  if (isBeyond(item)) {
    const message = `whether ${item} matches a namespace is not known: .NET reads more than Go does`;
    return { message, severity: 'unknown', knownBy: 'an expression without looking around and references back' };
  }
  if ('problem' in compileGoRegexp(item)) {
    return { message: `${item} is no regular expression: with it nothing of the kind is copied any more`, hint };
  }
  const message = `${item} is a regular expression: its star stands for more of the letter before it, and not for anything`;
  return isGlob(item) ? { message, hint, severity: 'warning' } : undefined;
}
