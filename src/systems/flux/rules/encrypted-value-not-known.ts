import type { ClusterRule } from '../../../check/rule.ts';
import { sealedText } from '../../../kube/sealed.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** What is said of an encrypted value is about its stand-in. */
export const encryptedValueNotKnown: ClusterRule = {
  id: 'encrypted-value-not-known',
  needs: 'cluster',
  severity: 'unknown',
  summary: 'An object is refused for a value that only a key decrypts.',
  why: 'a text stands in the place of each encrypted value (fluxcd docs guides/mozilla-sops.md)',
  check: unreadyTold('encrypted-value-not-known'),
  examples: {
    passing: [exampleReady],
    failing: [exampleUnready({ message: `Secret/web/site is invalid: ${sealedText('port')} is no number` })],
  },
};
