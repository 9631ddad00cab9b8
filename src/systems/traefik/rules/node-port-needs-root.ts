import type { LabRule } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';

const lowestFree = 1024;

export const nodePortNeedsRoot: LabRule<TraefikLab> = {
  id: 'node-port-needs-root',
  needs: 'lab',
  severity: 'warning',
  summary: 'Traefik is to listen below port 1024 of a node without being root.',
  why: 'on the network of a node its own net.ipv4.ip_unprivileged_port_start counts, 1024 unless somebody lowered it; NET_BIND_SERVICE does not reach a process that is not root (Kubernetes sets no ambient capabilities)',
  check: ({ ingress }) => {
    if (!ingress?.hostNetwork || ingress.user === undefined || ingress.user === 0) return [];
    const low = Object.entries(ingress.entryPoints).filter(([, { port }]) => port < lowestFree);
    if (low.length === 0) return [];
    const ports = low.map(([name, { port }]) => `${name} (${port})`).join(', ');
    return [
      {
        path: ['ingress', 'user'],
        message: `user ${ingress.user} gets no port below ${lowestFree} of a node, and the gate wants ${ports}`,
        hint: 'leave user out, or give the gate an address of its own instead of hostNetwork',
      },
    ];
  },
  examples: {
    passing: [
      { 'ingress.address': undefined, 'ingress.dashboard': undefined, 'ingress.hostNetwork': {} },
      { 'ingress.user': 65532 },
    ],
    failing: [
      {
        'ingress.address': undefined,
        'ingress.dashboard': undefined,
        'ingress.hostNetwork': {},
        'ingress.user': 65532,
      },
    ],
  },
};
