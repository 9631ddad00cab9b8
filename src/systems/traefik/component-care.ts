import type { ComposedSystem, NodePort } from '../../compose/composed-object.ts';
import type { GateLab } from './lab.ts';

/** What people must know of the gate as long as it runs. */
export const careOf = ({ ingress }: GateLab): Pick<ComposedSystem, 'ports' | 'tasks' | 'pins'> => ({
  ...(ingress.hostNetwork && {
    ports: Object.entries(ingress.entryPoints).map(
      ([name, { port }]): NodePort => ({
        ...{ ports: String(port), protocol: 'TCP', on: 'all nodes', from: 'clients' },
        purpose: `the gate, entry point ${name}, where its pods run`,
      }),
    ),
  }),
  ...(ingress.acme && {
    tasks: [
      {
        about: 'renewal',
        text: 'Traefik renews them by itself, thirty days before they end, and keeps them in `acme.json` on its volume.',
      },
    ],
  }),
  pins: [{ field: 'traefik', datasource: 'helm', dependency: 'traefik', registry: 'https://traefik.github.io/charts' }],
});
