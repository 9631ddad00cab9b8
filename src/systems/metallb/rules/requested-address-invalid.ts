import type { ObjectsRule } from '../../../check/rule.ts';
import { requestedAddresses } from '../allocation/request.ts';
import { examplePool, exampleService } from '../rule-examples.ts';
import { askedText, balancersOf } from '../rule-objects.ts';

/** A Service asks for addresses in a way MetalLB cannot read: it stays pending. */
export const requestedAddressInvalid: ObjectsRule = {
  id: 'requested-address-invalid',
  needs: 'objects',
  severity: 'error',
  summary: 'A Service asks for addresses in a way that cannot be read.',
  why: 'the Service stays pending with this very message (metallb controller/service.go, getDesiredLbIPs)',
  check: (input) =>
    // Without a pool nothing says that MetalLB is meant.
    input.ofKind('IPAddressPool', 'metallb.io').length === 0
      ? []
      : balancersOf(input).flatMap(({ object, on }) => {
          const request = requestedAddresses(object);
          if (!('error' in request)) return [];
          const hint =
            'ask once, with the annotation metallb.io/loadBalancerIPs: one address, or one of each family separated by a comma';
          return [{ on, path: askedText(object)?.path, message: request.error, hint }];
        }),
  examples: {
    passing: [
      examplePool('gate', ['192.168.88.60/32', 'fd00:88::60/128']),
      exampleService('gate', { 'metallb.io/loadBalancerIPs': '192.168.88.60, fd00:88::60' }),
    ],
    failing: [
      examplePool('gate', ['192.168.88.60/30']),
      exampleService('gate', { 'metallb.io/loadBalancerIPs': '192.168.88.60,192.168.88.61' }),
      exampleService('both', { 'metallb.io/loadBalancerIPs': '192.168.88.62' }, { loadBalancerIP: '192.168.88.62' }),
    ],
  },
};
