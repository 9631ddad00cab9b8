import type { LabRule } from '../../../check/rule.ts';
import { appNamespace } from '../component-names.ts';
import type { AppsLab } from '../lab.ts';

export const appNamespaceTwice: LabRule<AppsLab> = {
  id: 'app-namespace-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'Two apps come into one namespace.',
  why: 'an app named as a namespace of the platform goes to NAME-app: an app of that name would share it, and Flux would apply the Namespace twice',
  check: ({ apps }, { namespaces }) => {
    const first = new Map<string, number>();
    return apps.flatMap((app, i) => {
      const namespace = appNamespace(app, namespaces);
      const other = apps[first.get(namespace) ?? i]!;
      if (!first.has(namespace)) first.set(namespace, i);
      if (other.name === app.name || app.namespace !== undefined || other.namespace !== undefined) return [];
      const message = `apps ${other.name} and ${app.name} both come into the namespace ${namespace}`;
      return [{ path: ['apps', i, 'name'], message, hint: 'rename one of them' }];
    });
  },
  examples: {
    passing: [
      {
        'apps.0.name': 'traefik',
        'apps.1': { name: 'traefik-apps', image: 'nginx:1.29', hosts: ['other.home.example.org'] },
      },
    ],
    failing: [
      {
        'apps.0.name': 'traefik',
        'apps.1': { name: 'traefik-app', image: 'nginx:1.29', hosts: ['other.home.example.org'] },
      },
    ],
  },
};
