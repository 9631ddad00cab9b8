import type { ObjectsRule, RuleInput } from '../../../check/rule.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { examplePool } from '../rule-examples.ts';
import { advertisementsOf, poolsOf } from '../rule-objects.ts';

/** Minor of MetalLB since which it is configured by objects alone. */
const objectsSince = 13;

/** Whether a ConfigMap is the configuration that MetalLB read before. */
function isOldConfiguration({ metadata, ...object }: UnknownObject): boolean {
  const data = (object as { readonly data?: unknown }).data;
  const text = isJsonObject(data) ? data.config : undefined;
  return metadata.name === 'config' && typeof text === 'string' && /^\s*address-pools:/m.test(text);
}

/** Whether MetalLB is of a version that reads objects: they are there, or its image or chart says so. */
function readsObjects(input: RuleInput): boolean {
  if (poolsOf(input).length + advertisementsOf(input).length > 0) return true;
  return input.objects.some(({ object, loose }) => {
    if (loose) return false;
    const text = JSON.stringify(object, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
    const [, minor] = /metallb\/(?:controller|speaker):v0\.(\d+)\./.exec(text) ?? [];
    return minor !== undefined && Number(minor) >= objectsSince;
  });
}

const example: UnknownObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config', namespace: 'metallb-system' },
  data: { config: 'address-pools:\n- name: lan\n  protocol: layer2\n  addresses: [192.168.88.60-192.168.88.69]\n' },
};

/** Pools that stand where MetalLB does not look any more. */
export const configMapIgnored: ObjectsRule = {
  id: 'config-map-ignored',
  needs: 'objects',
  severity: 'warning',
  summary: 'Address pools stand in a ConfigMap, which MetalLB does not read since 0.13.',
  why: 'since 0.13 MetalLB is configured by IPAddressPools and advertisements, and no ConfigMap is read (metallb website/content/release-notes/_index.md 0.13.2)',
  check: (input) =>
    input
      .ofKind('ConfigMap', '')
      .filter(({ object }) => isOldConfiguration(object))
      .map((on) => {
        const message = 'MetalLB reads no pools from a ConfigMap since 0.13';
        return readsObjects(input)
          ? { on, path: ['data', 'config'], message, hint: 'write its pools as IPAddressPools with an L2Advertisement' }
          : { on, path: ['data', 'config'], message, severity: 'unknown', knownBy: 'the version of MetalLB' };
      }),
  examples: {
    passing: [{ ...example, data: { config: 'theme: dark\n' } }, examplePool('lan', ['192.168.88.60/32'])],
    failing: [example, examplePool('lan', ['192.168.88.60/32'])],
  },
};
