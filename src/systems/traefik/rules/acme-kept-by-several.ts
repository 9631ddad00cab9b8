import type { LabRule, ObjectsRule } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';
import { exampleKeeper, traefikWorkloads } from '../rule-workloads.ts';

const facts = {
  id: 'acme-kept-by-several',
  severity: 'error',
  summary: 'Several pods of Traefik are to keep one file of certificates.',
  why: 'Traefik shares acme.json with nobody (traefik docs, Let’s Encrypt & Docker: not with several instances), and the volume can be used on one node at a time',
} as const;

const inLab: LabRule<TraefikLab> = {
  ...facts,
  needs: 'lab',
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

const claim = { persistentVolumeClaim: { claimName: 'traefik' } };

const inObjects: ObjectsRule = {
  ...facts,
  needs: 'objects',
  check: (input) =>
    traefikWorkloads(input).flatMap(({ on, kind, replicas, resolvers }) => {
      if (resolvers.size === 0 || (kind !== 'DaemonSet' && replicas < 2)) return [];
      const several = kind === 'DaemonSet' ? 'a pod on every node' : `${replicas} pods`;
      return [
        {
          on,
          path: kind === 'DaemonSet' ? ['kind'] : ['spec', 'replicas'],
          message: `${several} cannot share the certificates that resolver ${[...resolvers.keys()][0]} asks for`,
          hint: 'run one pod, or have the certificates signed by cert-manager',
        },
      ];
    }),
  examples: { passing: [exampleKeeper(claim)], failing: [exampleKeeper(claim, {}, { replicas: 2 })] },
};

/** In a lab, and in whatever runs Traefik. */
export const acmeKeptBySeveral = [inLab, inObjects] as const;
