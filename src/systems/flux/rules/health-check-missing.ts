import { opaqueNamespaces } from '../../../check/made-by-release.ts';
import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { exampleKustomization } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';

interface Checked {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const example = exampleKustomization('apps', {
  healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'hello', namespace: 'hello' }],
});

export const healthCheckMissing: ObjectsRule = {
  id: 'health-check-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'A Kustomization waits for the health of an object that nothing makes.',
  why: 'an object that is not there is waited for until the timeout, over and over: the Kustomization never becomes ready (kustomize-controller internal/controller/kustomization_controller.go checkHealth); nothing is said where a chart may make it',
  check: (input) => {
    if (!input.isWhole) return [];
    const opaque = opaqueNamespaces(input);
    return kustomizationsIn(input).flatMap((on): readonly Problem[] => {
      const { healthChecks } = on.object.spec as { readonly healthChecks?: readonly Checked[] };
      if (on.loose) return [];
      return (healthChecks ?? []).flatMap(({ kind, name, namespace }, index) => {
        const isThere = input.ofKind(kind).some(({ object }) => object.metadata.name === name);
        const mayCome = opaque.size > 0 && (namespace === undefined || opaque.has(namespace));
        if (isThere || mayCome || `${name}${namespace}`.includes('$')) return [];
        const message = `waits for ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}, which nothing here makes: it never becomes ready`;
        const hint = 'correct the name, or write wait: true, which waits for all that it applies';
        return [{ on, path: ['spec', 'healthChecks', index, 'name'], message, hint }];
      });
    });
  },
  examples: {
    passing: [
      example,
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'hello', namespace: 'hello' }, spec: {} },
    ],
    failing: [example],
  },
};
