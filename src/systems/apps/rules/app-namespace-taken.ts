import type { LabRule } from '../../../check/rule.ts';
import { builtinNamespaces } from '../component-names.ts';
import type { AppsLab } from '../lab.ts';

export const appNamespaceTaken: LabRule<AppsLab> = {
  id: 'app-namespace-taken',
  needs: 'lab',
  severity: 'error',
  summary: 'An app is put into a namespace that a system of the platform has for itself.',
  why: 'the system makes the namespace under a Pod Security level of its own, and an app that makes it, too, would apply it twice',
  check: ({ apps }, { namespaces }) =>
    apps.flatMap(({ name, namespace }, i) =>
      namespace === undefined || builtinNamespaces.includes(namespace) || !namespaces.includes(namespace)
        ? []
        : [
            {
              path: ['apps', i, 'namespace'],
              message: `app ${name} is put into ${namespace}, which is a namespace of the platform`,
              hint: 'name another one, or leave it out',
            },
          ],
    ),
  examples: {
    passing: [{ 'apps.0.namespace': 'media' }, { 'apps.0.namespace': 'default' }],
    failing: [{ 'apps.0.namespace': 'traefik' }],
  },
};
