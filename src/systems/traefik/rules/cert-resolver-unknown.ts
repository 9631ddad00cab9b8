import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleRoute } from '../rule-examples.ts';
import { ingressesOf, ingressRoutesOf } from '../rule-objects.ts';
import { exampleKeeper, traefikWorkloads } from '../rule-workloads.ts';

const annotation = 'traefik.ingress.kubernetes.io/router.tls.certresolver';
const route = (certResolver: string) =>
  exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { tls: { certResolver } } });

export const certResolverUnknown: ObjectsRule = {
  id: 'cert-resolver-unknown',
  needs: 'objects',
  severity: 'warning',
  summary: 'A route names a certificate resolver that Traefik does not have.',
  why: 'Router uses a nonexistent certificate resolver: its clients are shown another certificate, mostly the one that Traefik makes itself (traefik cmd/traefik/traefik.go)',
  check: (input) => {
    const workloads = traefikWorkloads(input);
    // Without a Traefik among the objects nobody sees which resolvers there are.
    if (workloads.length === 0) return [];
    const known = new Set(
      workloads.flatMap(({ resolvers }) => [...resolvers.keys()].map((name) => name.toLowerCase())),
    );
    const names = [...known].sort().join(', ');
    const unless = (name: string | undefined) => name !== undefined && name !== '' && !known.has(name.toLowerCase());
    const told = (name: string) => ({
      message: `there is no certificate resolver ${name}${names === '' ? '' : `, only ${names}`}`,
      hint: 'name one of certificatesResolvers in the values of Traefik, or the Secret of a certificate',
    });
    return [
      ...ingressRoutesOf(input).flatMap(({ on, object: { spec } }) => {
        const name = spec?.tls?.certResolver;
        return unless(name) ? [{ on, path: ['spec', 'tls', 'certResolver'], ...told(name!) }] : [];
      }),
      ...ingressesOf(input).flatMap(({ on, object: { metadata } }) => {
        const name = metadata.annotations?.[annotation];
        return unless(name) ? [{ on, path: ['metadata', 'annotations', annotation], ...told(name!) }] : [];
      }),
    ];
  },
  examples: {
    passing: [route('letsencrypt'), exampleKeeper({ persistentVolumeClaim: { claimName: 'traefik' } })],
    failing: [route('lets-encrypt'), exampleKeeper({ persistentVolumeClaim: { claimName: 'traefik' } })],
  },
};
