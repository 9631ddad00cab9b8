import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleRoute, exampleService } from '../rule-examples.ts';
import { isOldGroup } from '../rule-objects.ts';

/** An object of the API group of Traefik 2, which Traefik 3 does not read. */
export const oldApiGroup: ObjectsRule = {
  id: 'old-api-group',
  needs: 'objects',
  severity: 'error',
  summary: 'An object is of group traefik.containo.us, which Traefik 3 does not read.',
  why: 'only traefik.io/v1alpha1 is watched since Traefik 3 (traefik pkg/provider/kubernetes/crd/client.go)',
  check: ({ objects }) =>
    objects
      .filter(({ object }) => isOldGroup(object))
      .map((on) => ({
        on,
        path: ['apiVersion'],
        message: `${on.object.apiVersion} is not read by Traefik 3: the object has no effect`,
        hint: 'write apiVersion: traefik.io/v1alpha1',
        fix: [{ path: ['apiVersion'], set: 'traefik.io/v1alpha1' }],
      })),
  examples: {
    passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
    failing: [
      exampleRoute('hello', 'Host(`hello.example.org`)', { apiVersion: 'traefik.containo.us/v1alpha1' }),
      exampleService('hello', { ports: [{ port: 80 }] }),
    ],
  },
};
