import type { LabRule } from '../../../check/rule.ts';
import { duplicates } from '../../../lab/duplicates.ts';
import type { TraefikLab } from '../lab.ts';

const portOf = ({ port, protocol }: { readonly port: number; readonly protocol: string }): string =>
  `${port}/${protocol === 'udp' ? 'udp' : 'tcp'}`;

export const entryPointPortTwice: LabRule<TraefikLab> = {
  id: 'entry-point-port-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'Two entry points have the same port.',
  why: 'the API server refuses a Service with two ports of equal number and protocol',
  check: (lab) => {
    const entryPoints = lab.ingress?.entryPoints ?? {};
    const names = Object.keys(entryPoints);
    return duplicates(names, (name) => [portOf(entryPoints[name]!)]).map(({ index, first }) => ({
      path: ['ingress', 'entryPoints', names[index]!, 'port'],
      message: `entry points ${names[first]} and ${names[index]} both have port ${entryPoints[names[index]!]!.port}`,
      hint: 'give each a port of its own',
    }));
  },
  examples: {
    passing: [
      {
        'ingress.entryPoints': {
          web: { port: 80 },
          other: { port: 81, tls: true },
          websecure: { port: 443, tls: true },
        },
      },
    ],
    failing: [
      {
        'ingress.entryPoints': {
          web: { port: 80 },
          other: { port: 80, tls: true },
          websecure: { port: 443, tls: true },
        },
      },
    ],
  },
};
