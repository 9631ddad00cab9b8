import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { withPodSpec } from '../rule-fixtures.ts';
import { isBootstrapped, isNotAsked, makersOf } from '../rule-makers.ts';
import { workloadsOf } from '../rule-workloads.ts';

const example = withPodSpec({ imagePullSecrets: [{ name: 'registry-login' }] });

export const pullSecretMissing: ObjectsRule = {
  id: 'pull-secret-missing',
  needs: 'objects',
  severity: 'warning',
  summary: 'Pods pull their images with a Secret that nothing makes.',
  why: 'an image that needs the login is not pulled without it: ImagePullBackOff (kubernetes pkg/kubelet/kubelet_pods.go getPullSecretsForPod); nothing is said where a chart or a controller may make it, and a person may',
  check: (input) => {
    const { mayMake } = makersOf(input);
    return workloadsOf(input).flatMap(({ on, namespace, spec, path }) => {
      if (isNotAsked(on)) return [];
      return (spec.imagePullSecrets ?? []).flatMap(({ name = '' }, index): readonly Problem[] => {
        if (isBootstrapped(namespace, name) || mayMake('Secret', name, namespace)) return [];
        return [
          {
            on,
            path: [...path, 'imagePullSecrets', index, 'name'],
            message: `its images are pulled with Secret ${namespace}/${name}, which nothing here makes: private ones are not pulled`,
            hint: 'add it, encrypted, in that namespace, or leave it out where the images are public',
          },
        ];
      });
    });
  },
  examples: {
    passing: [example, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'registry-login', namespace: 'hello' } }],
    failing: [example],
  },
};
