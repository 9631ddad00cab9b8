import type { LabRule } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';

const portName = /^(?=.*[a-z])(?!.*--)[a-z0-9-]{1,15}$/;

export const entryPointName: LabRule<TraefikLab> = {
  id: 'entry-point-name',
  needs: 'lab',
  severity: 'error',
  summary: 'The name of an entry point is no name of a port.',
  why: 'entry points become ports of the Service and of the pods; the API server wants at most 15 characters, a letter among them and no "--" (apimachinery IsValidPortName)',
  check: (lab) =>
    Object.keys(lab.ingress?.entryPoints ?? {}).flatMap((name) => {
      const reserved = name === 'traefik' || name === 'metrics';
      if (portName.test(name) && !reserved) return [];
      const why = reserved ? 'is taken by Traefik itself' : 'is no name of a port';
      const hint = reserved ? 'choose another name' : 'use at most 15 characters, a letter among them, and no "--"';
      return [{ path: ['ingress', 'entryPoints', name], message: `entry point ${name} ${why}`, hint }];
    }),
  examples: {
    passing: [
      {
        'ingress.entryPoints': { web: { port: 80 }, websecure: { port: 443, tls: true }, 'plain-8081': { port: 8081 } },
      },
    ],
    failing: [
      { 'ingress.entryPoints': { web: { port: 80 }, websecure: { port: 443, tls: true }, metrics: { port: 90 } } },
      {
        'ingress.entryPoints': {
          web: { port: 80 },
          websecure: { port: 443, tls: true },
          'an-entry-point-with-a-long-name': { port: 90 },
        },
      },
    ],
  },
};
