import type { LabRule } from '../../../check/rule.ts';

export const hostWithUnderscore: LabRule = {
  id: 'host-with-underscore',
  needs: 'lab',
  severity: 'error',
  summary: 'A host with an underscore is put into an Ingress, or before a public authority.',
  why: 'the API server takes only RFC 1123 names as hosts of an Ingress, and public authorities sign no others (kubernetes pkg/apis/networking/validation; CA/Browser Forum Baseline Requirements §7.1.4.2)',
  check: (_, { routes, certified }) => {
    const hosts = routes.filter(({ isIngress }) => isIngress).flatMap((route) => route.hosts);
    const signed = certified.filter(({ isPublic }) => isPublic);
    return [
      ...hosts.map(({ host, path }) => ({ name: host, path, against: ', which no host of an Ingress may have' })),
      ...signed.map(({ name, path }) => ({ name, path, against: ': no public authority signs it' })),
    ]
      .filter(({ name }) => name.includes('_'))
      .map(({ name, path, against }) => ({
        path,
        message: `${name} has "_"${against}`,
        hint: `write ${name.replaceAll('_', '-')}`,
      }));
  },
  examples: {
    passing: [{ 'apps.0.hosts': ['he_llo.home.example.org'] }],
    failing: [{ 'apps.0.hosts': ['he_llo.home.example.org'], 'apps.0.route': 'Ingress' }],
  },
};
