import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { groupOf, type KindRef, versionOf } from '../../../kube/object.ts';
import { exampleDeployment } from '../rule-fixtures.ts';
import { isOwnGroup, isServed, kindsOf, retiredSince, servingVersions } from '../rule-versions.ts';

/** Versions under way may be switched on; a group of somebody else has a dot in its name. */
const maybeServed = ({ apiVersion }: KindRef): boolean => {
  const group = groupOf(apiVersion);
  return /alpha|beta/.test(versionOf(apiVersion)) || !(isOwnGroup(group) || !group.includes('.'));
};

/** What was meant: another API version for the kind, or another kind of the API version. */
function meant(object: KindRef): { readonly path: readonly string[]; readonly hint: string } | undefined {
  const [apiVersion] = servingVersions(object);
  if (apiVersion !== undefined) return { path: ['apiVersion'], hint: `write apiVersion: ${apiVersion}` };
  const kind = nearestName(object.kind, kindsOf(object.apiVersion));
  return kind === undefined ? undefined : { path: ['kind'], hint: `did you mean ${kind}?` };
}

export const kindElsewhere: ObjectsRule = {
  id: 'kind-elsewhere',
  needs: 'objects',
  severity: 'error',
  summary: 'An object is of a kind that its API version does not have: the kind is in another one, or spelt wrong.',
  why: 'kinds are found by group, version and name: no matches for kind (apimachinery pkg/api/meta/errors.go NoKindMatchError); groups of definitions have a dot (apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go)',
  check: ({ objects }) =>
    objects.flatMap((on): readonly Problem[] => {
      const { object, loose } = on;
      if (loose || isServed(object) || retiredSince(object) !== undefined || maybeServed(object)) return [];
      const right = meant(object);
      return right ? [{ on, ...right, message: `${object.apiVersion} has no kind ${object.kind}` }] : [];
    }),
  examples: {
    passing: [exampleDeployment()],
    failing: [{ ...exampleDeployment(), apiVersion: 'v1' }],
  },
};
