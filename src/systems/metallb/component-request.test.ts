import { expect, test } from 'vitest';
import { requestAddresses } from './component-request.ts';

test.each([
  [{ addresses: ['10.0.0.9'] }, { 'metallb.io/loadBalancerIPs': '10.0.0.9' }],
  [{ addresses: ['10.0.0.9', 'fd00::9'] }, { 'metallb.io/loadBalancerIPs': '10.0.0.9,fd00::9' }],
  [
    { addresses: ['10.0.0.9'], pool: 'gate', share: 'dns' },
    {
      'metallb.io/loadBalancerIPs': '10.0.0.9',
      'metallb.io/address-pool': 'gate',
      'metallb.io/allow-shared-ip': 'dns',
    },
  ],
])('%j is asked for by %j', (wish, annotations) => {
  expect(requestAddresses(wish)).toEqual({ annotations, spec: {} });
});
