import { neverNamed } from '../../../check/never-named.ts';
import type { ObjectsRule, RuleInput } from '../../../check/rule.ts';
import { parseAddress } from '../../../core/address.ts';
import { isJsonObject } from '../../../kube/json.ts';
import { groupOf } from '../../../kube/object.ts';
import { examplePool, exampleService } from '../rule-examples.ts';
import { holds, poolsOf } from '../rule-objects.ts';

/** Addresses that stand anywhere but in objects of this system. */
function writtenAddresses(input: RuleInput) {
  const texts = input.objects
    .filter(({ object }) => groupOf(object.apiVersion) !== 'metallb.io')
    .map(({ object }) => JSON.stringify(object, (_key, value) => (typeof value === 'bigint' ? String(value) : value)));
  const found = new Set(texts.flatMap((text) => text.match(/\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+/gi) ?? []));
  return [...found].flatMap((text) => parseAddress(text) ?? []);
}

export const poolUnused: ObjectsRule = {
  id: 'pool-unused',
  needs: 'objects',
  severity: 'info',
  summary: 'A pool gives addresses to those only who ask for them, and nobody does.',
  together: 'are asked for by nobody: their addresses are given to no Service',
  why: 'a pool with autoAssign: false serves Services that name it or one of its addresses (metallb internal/allocator/allocator.go)',
  check: (input) => {
    const kept = poolsOf(input).filter(({ object: { spec } }) => spec?.autoAssign === false);
    if (kept.length === 0) return [];
    const addresses = writtenAddresses(input);
    const asked = kept.filter(({ object }) => !addresses.some((address) => holds(object, address)));
    const advertised = (name: string) =>
      ['L2Advertisement', 'BGPAdvertisement'].some((kind) =>
        input.ofKind(kind, 'metallb.io').some(({ object: { spec } }) => isJsonObject(spec) && namesPool(spec, name)),
      );
    const candidates = asked.map(({ on }) => on);
    const others = {
      ...input,
      objects: input.objects.filter(
        ({ object }) => groupOf(object.apiVersion) !== 'metallb.io' || object.kind === 'IPAddressPool',
      ),
    };
    return neverNamed(others, candidates, (name) => ({
      message: `pool ${name} is asked for by no Service: its addresses are given to nobody${advertised(name) ? ', though they are advertised' : ''}`,
      hint: 'name it in metallb.io/address-pool of a Service, or take it out',
    }));
  },
  examples: {
    passing: [
      examplePool('gate', ['192.168.88.60/32'], { autoAssign: false }),
      exampleService('gate', { 'metallb.io/loadBalancerIPs': '192.168.88.60' }),
    ],
    failing: [examplePool('gate', ['192.168.88.60/32'], { autoAssign: false }), exampleService('hello')],
  },
};

const namesPool = (spec: object, name: string): boolean =>
  ((spec as { readonly ipAddressPools?: readonly unknown[] }).ipAddressPools ?? []).includes(name);
