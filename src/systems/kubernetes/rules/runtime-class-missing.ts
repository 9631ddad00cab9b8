import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleDeployment, withPodSpec } from '../rule-fixtures.ts';
import { workloadsOf } from '../rule-workloads.ts';

export const runtimeClassMissing: ObjectsRule = {
  id: 'runtime-class-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'Pods ask for a RuntimeClass that no file brings: whether the cluster has it is not known.',
  why: 'pods of a class that is not there are refused: RuntimeClass not found (kubernetes plugin/pkg/admission/runtimeclass/admission.go); k3s and operators of devices bring some of their own',
  check: (input) => {
    const there = new Set(input.ofKind('RuntimeClass', 'node.k8s.io').map(({ object }) => object.metadata.name));
    return workloadsOf(input).flatMap(({ on, spec, path }) => {
      const { runtimeClassName: name } = spec as { readonly runtimeClassName?: string };
      if (!name || there.has(name)) return [];
      const message = `its pods ask for RuntimeClass ${name}, which no file brings: without it they are refused`;
      const knownBy = `a RuntimeClass ${name} in the repository; kubectl get runtimeclass lists those of the cluster`;
      return [{ on, path: [...path, 'runtimeClassName'], message, knownBy }];
    });
  },
  examples: {
    passing: [
      exampleDeployment(),
      withPodSpec({ runtimeClassName: 'gvisor' }),
      { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'gvisor' }, handler: 'runsc' },
    ],
    failing: [withPodSpec({ runtimeClassName: 'gvisor' })],
  },
};
