import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { withPodSpec } from '../rule-fixtures.ts';
import { isNotAsked, makersOf } from '../rule-makers.ts';
import { workloadsOf } from '../rule-workloads.ts';

const example = withPodSpec({ priorityClassName: 'important' });

export const priorityClassMissing: ObjectsRule = {
  id: 'priority-class-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'Pods ask for a PriorityClass that nothing makes.',
  why: 'a pod of a class that is not there is refused: no PriorityClass with name was found (kubernetes plugin/pkg/admission/priority/admission.go); nothing is said where a chart may make it',
  check: (input) => {
    const { mayMakeWide } = makersOf(input);
    return workloadsOf(input).flatMap(({ on, spec, path }): readonly Problem[] => {
      const name = spec.priorityClassName;
      if (isNotAsked(on) || !name || name.startsWith('system-') || name.includes('$')) return [];
      if (mayMakeWide('PriorityClass', name)) return [];
      const message = `its pods ask for PriorityClass ${name}, which nothing here makes: they are refused`;
      return [{ on, path: [...path, 'priorityClassName'], message, hint: 'add it, or leave the field out' }];
    });
  },
  examples: {
    passing: [
      example,
      { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'important' }, value: 1000 },
    ],
    failing: [example],
  },
};
