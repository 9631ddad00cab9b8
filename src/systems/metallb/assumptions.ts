import type { Assumption } from '../system.ts';
import { metallbKinds } from './objects.ts';

export const speakerFailureSeconds = {
  id: 'speaker-failure-seconds',
  text: 'Seconds from the death of a node, while all others live, until they have noticed and one of them answers for its addresses; when more die within seconds it takes longer',
  value: 6,
  least: 4.7,
  most: 6.7,
  mostAtOnce: 26,
  source:
    'hashicorp/memberlist v0.5.1 DefaultLANConfig: a probe each second, then at least 4 s of suspicion; 4 to 5 s in the log of metallb issue 2009. Suspicion lasts until enough members confirm it: 13 s and more were seen when several died at once',
  about: { kinds: [metallbKinds.IPAddressPool] },
} as const satisfies Assumption;

/** Everything taken for granted about MetalLB's surroundings. */
export const assumptions = [speakerFailureSeconds] as const;
