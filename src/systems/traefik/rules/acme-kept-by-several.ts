import type { LabRule } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';

export const acmeKeptBySeveral: LabRule<TraefikLab> = {
  id: 'acme-kept-by-several',
  needs: 'lab',
  severity: 'error',
  summary: 'Several pods of Traefik are to keep one file of certificates.',
  why: 'Traefik shares acme.json with nobody (traefik docs, Let’s Encrypt & Docker: not with several instances), and the volume can be used on one node at a time',
  check: ({ ingress }) => {
    if (!ingress?.acme || (ingress.kind === 'Deployment' && ingress.replicas === 1)) return [];
    const isDaemon = ingress.kind === 'DaemonSet';
    return [
      {
        path: ['ingress', isDaemon ? 'kind' : 'replicas'],
        message: `${isDaemon ? 'a pod on every node' : `${ingress.replicas} pods`} cannot share the certificates that Traefik asks for itself`,
        hint: 'leave kind and replicas out, or have the certificates signed by certificates instead of ingress.acme',
      },
    ];
  },
  examples: {
    passing: [{ 'ingress.acme': { email: 'me@home.example.org' } }, { 'ingress.kind': 'DaemonSet' }],
    failing: [
      { 'ingress.acme': { email: 'me@home.example.org' }, 'ingress.kind': 'DaemonSet' },
      { 'ingress.acme': { email: 'me@home.example.org' }, 'ingress.replicas': 2 },
    ],
  },
};
