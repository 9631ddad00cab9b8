import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { withPodSpec } from '../rule-fixtures.ts';
import { isNotAsked, makersOf } from '../rule-makers.ts';
import { workloadsOf } from '../rule-workloads.ts';

const example = withPodSpec({ serviceAccountName: 'hello-reader' });

export const serviceAccountMissing: ObjectsRule = {
  id: 'service-account-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'Pods are to run as a ServiceAccount that nothing makes.',
  why: 'a pod whose account is not there is refused: serviceaccount not found (kubernetes plugin/pkg/admission/serviceaccount/admission.go); nothing is said where a chart or a controller may make it',
  check: (input) => {
    const { mayMake } = makersOf(input);
    return workloadsOf(input).flatMap(({ on, namespace, spec, path }): readonly Problem[] => {
      const name = spec.serviceAccountName;
      const isThere = !name || name === 'default' || name.includes('$') || namespace === 'kube-system';
      if (isNotAsked(on) || isThere || mayMake('ServiceAccount', name, namespace)) return [];
      const message = `its pods are to run as ServiceAccount ${namespace}/${name}, which nothing here makes: they are refused`;
      return [{ on, path: [...path, 'serviceAccountName'], message, hint: 'add it, or correct the name' }];
    });
  },
  examples: {
    passing: [
      example,
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'hello-reader', namespace: 'hello' } },
    ],
    failing: [example],
  },
};
