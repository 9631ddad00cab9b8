import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';
import { seenByGate } from '../rule-gate.ts';

/** Traefik ends at an argument it does not know. */
export const traefikDoesNotStart: ClusterRule = {
  id: 'traefik-does-not-start',
  needs: 'cluster',
  severity: 'error',
  summary: 'Traefik is started with an argument that it does not know.',
  why: 'Traefik ends at a flag it does not know (traefik cmd/traefik/traefik.go)',
  check: promisesTold('traefik-does-not-start'),
  examples: {
    passing: [{ objects: [], seen: seenByGate(['--log.level=INFO']) }],
    failing: [{ objects: [], seen: seenByGate(['--nonsense=1']) }],
  },
};
