import type { ComposedSystem } from '../../compose/composed-object.ts';

/** What people must know of MetalLB as long as it runs (docs: configuration/troubleshooting; charts/metallb values.yaml, speaker.memberlist). */
export const care: Pick<ComposedSystem, 'ports' | 'pins'> = {
  ports: [
    {
      ports: '7946',
      protocol: 'TCP',
      on: 'all nodes',
      from: 'all nodes',
      purpose: 'MetalLB: which speakers are alive',
    },
    {
      ports: '7946',
      protocol: 'UDP',
      on: 'all nodes',
      from: 'all nodes',
      purpose: 'MetalLB: which speakers are alive',
    },
  ],
  pins: [
    { field: 'metallb', datasource: 'helm', dependency: 'metallb', registry: 'https://metallb.github.io/metallb' },
  ],
};
