import type { ObjectsRule } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { exampleRoute, exampleService } from '../rule-examples.ts';
import { traefikMajors } from '../rule-major.ts';
import { isOldGroup } from '../rule-objects.ts';

const traefikOf = (version: string): UnknownObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'traefik', namespace: 'traefik' },
  spec: {
    selector: { matchLabels: { app: 'traefik' } },
    template: {
      metadata: { labels: { app: 'traefik' } },
      spec: { containers: [{ name: 'traefik', image: `traefik:${version}` }] },
    },
  },
});

/** An object of the API group of Traefik 2, which Traefik 3 does not read. */
export const oldApiGroup: ObjectsRule = {
  id: 'old-api-group',
  needs: 'objects',
  severity: 'error',
  summary: 'An object is of group traefik.containo.us, which Traefik 3 does not read.',
  why: 'only traefik.io/v1alpha1 is watched since Traefik 3 (traefik pkg/provider/kubernetes/crd/client.go)',
  check: (input) => {
    const majors = traefikMajors(input);
    if (majors?.every((major) => major < 3)) return [];
    const isKnown = majors?.every((major) => major >= 3) === true;
    return input.objects
      .filter(({ object }) => isOldGroup(object))
      .map((on) => ({
        on,
        path: ['apiVersion'],
        message: `${on.object.apiVersion} is not read by Traefik 3: ${isKnown ? 'the object has no effect' : 'whether the object has an effect depends on the version of Traefik, which is not known'}`,
        ...(isKnown
          ? {
              hint: 'write apiVersion: traefik.io/v1alpha1',
              fix: [{ path: ['apiVersion'], set: 'traefik.io/v1alpha1' }],
            }
          : { severity: 'unknown' as const, knownBy: 'a release or an image of Traefik with its version' }),
      }));
  },
  examples: {
    passing: [
      traefikOf('v2.11.0'),
      exampleRoute('hello', 'Host(`hello.example.org`)'),
      exampleRoute('old', 'Host(`old.example.org`)', { apiVersion: 'traefik.containo.us/v1alpha1' }),
    ],
    failing: [
      traefikOf('v3.6.2'),
      exampleRoute('hello', 'Host(`hello.example.org`)', { apiVersion: 'traefik.containo.us/v1alpha1' }),
      exampleService('hello', { ports: [{ port: 80 }] }),
    ],
  },
};
