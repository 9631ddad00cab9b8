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
        if ('error' in parsed) {
          const meant = meantBy(text);
          const fix = meant === undefined ? undefined : [{ path, set: meant }];
          return [{ on, path, message: parsed.error, hint: hintFor(text), ...(fix && { fix }) }];
        }
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
  const meant = meantBy(text);
  if (text.trim() !== text) return 'remove the spaces around it';
  if (meant === undefined) return 'write it as first-last, or as a CIDR';
  return meant.endsWith('/32') ? `one address alone is written ${meant}` : `write the end in full: ${meant}`;
}

/** What an entry must stand for, where only one reading of it is an entry: one address alone, or a range whose end is cut short. */
function meantBy(text: string): string | undefined {
  const bare = text.trim();
  const short = /^(\d+(?:\.\d+){2}\.)\d+-(\d+)$/.exec(bare);
  const alone = /^\d+(\.\d+){3}$/.test(bare) ? [`${bare}/32`] : [];
  const candidates = [bare, ...alone, ...(short ? [`${bare.split('-')[0]}-${short[1]}${short[2]}`] : [])];
  return candidates.find((each) => each !== text && !('error' in parsePoolAddresses(each)));
}
