import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { printAddress } from '../../../core/address.ts';
import type { Service } from '../../../kube/types.ts';
import { addressRequestOf } from '../allocation/request.ts';
import { examplePool, exampleService } from '../rule-examples.ts';
import { askedAddresses, askedText, balancersOf, type Sourced } from '../rule-objects.ts';

/** Two Services ask for one address and may not share it: the second stays pending. */
export const sharingKeyConflict: ObjectsRule = {
  id: 'sharing-key-conflict',
  needs: 'objects',
  severity: 'error',
  summary: 'Two Services ask for one address and may not share it.',
  why: 'an address is shared only by Services with an equal, non-empty metallb.io/allow-shared-ip, an equal backend (both Cluster, or both Local with one selector) and different ports (metallb internal/allocator/allocator.go, checkSharing)',
  check: (input) => {
    // Without a pool nothing says that MetalLB is meant.
    if (input.ofKind('IPAddressPool', 'metallb.io').length === 0) return [];
    const holders = new Map<string, Sourced<Service>[]>();
    return balancersOf(input).flatMap((asking): Problem[] =>
      askedAddresses(asking.object).flatMap((address) => {
        const text = printAddress(address);
        const earlier = holders.get(text) ?? [];
        holders.set(text, [...earlier, asking]);
        const found = earlier.flatMap((holder) => conflict(holder.object, asking.object) ?? [])[0];
        return found
          ? [
              {
                on: asking.on,
                path: askedText(asking.object)?.path,
                message: `${text}: ${found.message}`,
                hint: found.hint,
              },
            ]
          : [];
      }),
    );
  },
  examples: {
    passing: [
      examplePool('gate', ['192.168.88.60/32']),
      exampleService(
        'dns-tcp',
        { 'metallb.io/loadBalancerIPs': '192.168.88.60', 'metallb.io/allow-shared-ip': 'dns' },
        { ports: [{ port: 53, protocol: 'TCP' }] },
      ),
      exampleService(
        'dns-udp',
        { 'metallb.io/loadBalancerIPs': '192.168.88.60', 'metallb.io/allow-shared-ip': 'dns' },
        { ports: [{ port: 53, protocol: 'UDP' }] },
      ),
    ],
    failing: [
      examplePool('gate', ['192.168.88.60/32']),
      exampleService('web', { 'metallb.io/loadBalancerIPs': '192.168.88.60' }),
      exampleService(
        'dns',
        { 'metallb.io/loadBalancerIPs': '192.168.88.60' },
        { ports: [{ port: 53, protocol: 'UDP' }] },
      ),
    ],
  },
};

function conflict(holder: Service, asking: Service): { readonly message: string; readonly hint: string } | undefined {
  const first = addressRequestOf(holder);
  const second = addressRequestOf(asking);
  // The same Service twice is one Service of two clusters, described in one repository.
  if (first.key === second.key) return undefined;
  if (!second.sharingKey || first.sharingKey !== second.sharingKey) {
    const hint = 'give each an address of its own, or both the same metallb.io/allow-shared-ip';
    return { message: `${first.key} asks for it too, and they have no sharing key in common`, hint };
  }
  if (first.backendKey !== second.backendKey) {
    const hint = 'set externalTrafficPolicy: Cluster on both, or one selector';
    return { message: `${first.key} shares it, but with another traffic policy or selector`, hint };
  }
  const port = second.ports.find((each) => first.ports.includes(each));
  return port === undefined
    ? undefined
    : { message: `${first.key} has port ${port} on it already`, hint: 'use another port, or another address' };
}
