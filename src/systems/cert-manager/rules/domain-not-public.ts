import type { LabRule } from '../../../check/rule.ts';
import { privateEnding } from '../acme/public-names.ts';

export const domainNotPublic: LabRule = {
  id: 'domain-not-public',
  needs: 'lab',
  severity: 'error',
  summary: 'A public authority is asked to sign a name that no public DNS has.',
  why: 'public authorities sign only names under public suffixes (CA/Browser Forum Baseline Requirements §4.2.2)',
  check: (_, { certified }) =>
    certified.flatMap(({ name, isPublic, path }) => {
      const ending = isPublic ? privateEnding(name) : undefined;
      if (!ending) return [];
      return [
        {
          path,
          message: `${name}: no public authority signs names that end in .${ending}`,
          hint: 'use a domain you own, or issuer.type: internal-ca',
        },
      ];
    }),
  examples: {
    passing: [{ 'certificates.domains.0': 'homelab.lan', 'certificates.issuer': { type: 'internal-ca' } }],
    failing: [{ 'certificates.domains.0': 'homelab.lan' }],
  },
};
