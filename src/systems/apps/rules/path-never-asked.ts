import type { LabRule } from '../../../check/rule.ts';
import type { AppsLab } from '../lab.ts';

/** Parts of a path that a router cleans away before it compares, or that the API server refuses (kubernetes pkg/apis/networking/validation). */
const brokenPath = /\/\/|\/\.{1,2}(?:\/|$)|%2f/i;

export const pathNeverAsked: LabRule<AppsLab> = {
  id: 'path-never-asked',
  needs: 'lab',
  severity: 'error',
  summary: 'The path of an app has parts that no request has.',
  why: 'the API server refuses such a path of an Ingress, and Traefik cleans requests of them before it compares (kubernetes pkg/apis/networking/validation; traefik pkg/server/server_entrypoint_tcp.go)',
  check: ({ apps }) =>
    apps.flatMap((app, i) => {
      if (!brokenPath.test(app.path)) return [];
      const clean = app.path
        .replaceAll(/%2f/gi, '/')
        .split('/')
        .filter((part) => part !== '' && part !== '.' && part !== '..');
      return [
        {
          path: ['apps', i, 'path'],
          message: `${app.path} of app ${app.name} has "//", "/./", "/../" or "%2F" in it`,
          hint: `write /${clean.join('/')}`,
        },
      ];
    }),
  examples: {
    passing: [{ 'apps.0.path': '/x/.y' }],
    failing: [{ 'apps.0.path': '/x/../y' }, { 'apps.0.path': '/a%2Fb' }],
  },
};
