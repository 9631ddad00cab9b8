import { type AddressRange, parseRange } from '../../../core/address.ts';
import type { RouterRuleTree } from '../matching/router-rule-tree.ts';
import { hostSample } from './paths.ts';
import { alternatives, type RuleLeaf } from './rule-alternatives.ts';

/** A connection that a rule of TCP means; whoever uses it holds it against the rule. */
export interface SampleConnection {
  /** Empty where the rule names no server. */
  readonly serverName: string;
  readonly alpn: readonly string[];
  /** Lists of networks in each of which the client must be. */
  readonly ranges: readonly (readonly AddressRange[])[];
}

const branchLimit = 100;

/** One connection for each way to meet a rule, or why none can be made up. */
export function sampleConnections(tree: RouterRuleTree): readonly (SampleConnection | { readonly unknown: string })[] {
  const branches = alternatives(tree, branchLimit);
  if (branches.length > branchLimit) return [{ unknown: 'its rule has too many alternatives' }];
  return branches.map(sampleOf);
}

function sampleOf(leaves: readonly RuleLeaf[]): SampleConnection | { readonly unknown: string } {
  let serverName = '';
  const alpn: string[] = [];
  const ranges: (readonly AddressRange[])[] = [];
  for (const { matcher, not, values } of leaves) {
    const [value = ''] = values;
    // What must not be is left to the test of the whole rule.
    if (not) continue;
    if (matcher === 'HostSNI' && value !== '*')
      serverName = value.replace(/^\*\./, 'any.').replace(/\.$/, '').toLowerCase();
    if (matcher === 'ALPN') alpn.push(value);
    if (matcher === 'ClientIP') ranges.push([parseRange(value) ?? []].flat());
    if (matcher === 'HostSNIRegexp') {
      const sample = hostSample(value);
      if (sample === undefined) return { unknown: `no connection can be made up for HostSNIRegexp \`${value}\`` };
      serverName = sample;
    }
  }
  return { serverName, alpn, ranges };
}
