import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { exampleRelease } from '../rule-fixtures.ts';
import { releasesIn } from '../rule-objects.ts';

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly valuesKey?: string;
}

/** Where values stand unless told otherwise. */
const usualKey = 'values.yaml';

/** Keys of a ConfigMap or Secret; those of an encrypted one stand in clear. */
const keysOf = (object: UnknownObject): readonly string[] =>
  ['data', 'stringData', 'binaryData'].flatMap((field) => {
    const held = (object as unknown as Readonly<Record<string, unknown>>)[field];
    return isJsonObject(held) ? Object.keys(held) : [];
  });

/** Keys of all that has the name in the namespace; undefined where nothing has, or something completes it later. */
function keysIn({ ofKind }: RuleInput, { kind, name }: Reference, namespace: string): readonly string[] | undefined {
  const found = ofKind(kind, '').filter(
    ({ object: { metadata } }) => metadata.name === name && metadata.namespace === namespace,
  );
  return found.length === 0 ? undefined : found.flatMap(({ object }) => keysOf(object));
}

const settings = (data: Readonly<Record<string, string>>): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'app-values', namespace: 'apps' },
  data,
});
const valuesFrom = [{ kind: 'ConfigMap', name: 'app-values' }];

/** Values come from a key that its ConfigMap or Secret does not have. */
export const valuesKeyMissing: ObjectsRule = {
  id: 'values-key-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'A HelmRelease takes values from a key that the ConfigMap or Secret does not have.',
  why: 'could not resolve chart values reference: key not found; optional excuses only what is not there as a whole (fluxcd/pkg chartutil/values.go ChartValuesFromReferences)',
  check: (input) =>
    releasesIn(input).flatMap((on) => {
      const { valuesFrom: all = [] } = on.object.spec as { readonly valuesFrom?: readonly Reference[] };
      const namespace = on.object.metadata.namespace ?? 'default';
      return all.flatMap((reference, index): readonly Problem[] => {
        const { kind, name, valuesKey: key = usualKey } = reference;
        const keys = keysIn(input, reference, namespace);
        if (keys === undefined || keys.length === 0 || keys.includes(key)) return [];
        const message = `takes values from ${key} of ${kind} ${name}, which has ${keys.join(', ')}`;
        const hint = `say which with valuesKey, or put the values under ${usualKey}`;
        const field = reference.valuesKey === undefined ? 'name' : 'valuesKey';
        return [{ on, path: ['spec', 'valuesFrom', index, field], message, hint }];
      });
    }),
  examples: {
    passing: [settings({ 'values.yaml': 'a: 1' }), exampleRelease('app', { valuesFrom })],
    failing: [settings({ 'values.yml': 'a: 1' }), exampleRelease('app', { valuesFrom })],
  },
};
