import { exampleBroken } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';
import { handshakeRefusedWhy as why } from '../gate/explanation.ts';

/** With strict SNI the handshake of a host without a certificate of its own fails. */
export const handshakeRefused: ClusterRule = {
  id: 'handshake-refused',
  needs: 'cluster',
  severity: 'error',
  summary: 'Traefik is strict about server names, and has no certificate for a host it serves.',
  why,
  check: promisesTold('handshake-refused'),
  examples: {
    passing: [exampleBroken()],
    failing: [
      exampleBroken({
        code: 'handshake-refused',
        message: 'no certificate for hello.example.org, and sniStrict is on: the handshake fails',
        why,
        hint: 'name the Secret of a certificate for the host in the tls of a route, or set sniStrict: false',
      }),
    ],
  },
};
