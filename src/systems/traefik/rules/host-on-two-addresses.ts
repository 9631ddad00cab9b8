import type { LabRule } from '../../../check/rule.ts';

export const hostOnTwoAddresses: LabRule = {
  id: 'host-on-two-addresses',
  needs: 'lab',
  severity: 'warning',
  summary: 'An app has the host of the dashboard, which has an address of its own.',
  why: 'a name leads to one address: clients would reach either the gate or the dashboard',
  check: (_, { routes }) => {
    const apart = new Set(
      routes.filter(({ at }) => at === 'dashboard').flatMap(({ hosts }) => hosts.map(({ host }) => host)),
    );
    return routes
      .filter(({ at }) => at === 'gate')
      .flatMap(({ hosts }) => hosts.find(({ host }) => apart.has(host)) ?? [])
      .map(({ host, path }) => ({
        path,
        message: `${host} is the dashboard's host too, at another address than the gate`,
        hint: 'give the dashboard a host of its own',
      }));
  },
  examples: {
    passing: [{ 'apps.0.hosts': ['traefik.home.example.org'], 'ingress.dashboard': undefined }],
    failing: [{ 'apps.0.hosts': ['traefik.home.example.org'] }],
  },
};
