import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { parsePoolAddresses } from '../allocation/addresses.ts';
import { examplePool } from '../rule-examples.ts';
import { poolsOf } from '../rule-objects.ts';

/** An entry of a pool cannot be read: MetalLB refuses its whole configuration. */
export const poolAddressInvalid: ObjectsRule = {
  id: 'pool-address-invalid',
  needs: 'objects',
  severity: 'error',
  summary: 'An entry of an address pool is neither a range nor a CIDR.',
  why: 'one entry that cannot be read refuses the configuration of all pools; a range from IPv4 to IPv6 is taken and holds nothing (metallb internal/config/config.go, ParseCIDR)',
  check: (input) =>
    poolsOf(input).flatMap(({ object, on }): Problem[] => {
      const addresses = object.spec?.addresses ?? [];
      if (addresses.length === 0) {
        return [
          { on, path: ['spec', 'addresses'], message: 'the pool has no addresses', hint: 'give it a range or a CIDR' },
        ];
      }
      return addresses.flatMap((text, entry): Problem[] => {
        const path = ['spec', 'addresses', entry];
        const parsed = parsePoolAddresses(text);
        if ('error' in parsed) return [{ on, path, message: parsed.error, hint: hintFor(text) }];
        if (parsed.cidrs.length > 0) return [];
        return [
          {
            on,
            path,
            message: `${text} goes from IPv4 to IPv6 and holds no address`,
            hint: 'both ends must be of one family',
          },
        ];
      });
    }),
  examples: {
    passing: [examplePool('default', ['192.168.88.70-192.168.88.79', '192.168.88.60/32', 'fd00:88::/120'])],
    failing: [
      examplePool('default', ['192.168.88.60', '192.168.88.70-79', '192.168.88.1-fd00::1']),
      examplePool('empty', []),
    ],
  },
};

function hintFor(text: string): string {
  const alone = /^\d+(\.\d+){3}$/.test(text);
  if (alone) return `one address alone is written ${text}/32`;
  const short = /^(\d+(?:\.\d+){2}\.)\d+-(\d+)$/.exec(text);
  if (short) return `write the end in full: ${text.slice(0, text.indexOf('-'))}-${short[1]}${short[2]}`;
  return text.trim() === text ? 'write it as first-last, or as a CIDR' : 'remove the spaces around it';
}
