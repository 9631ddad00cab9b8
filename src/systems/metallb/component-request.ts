import type { LoadBalancer } from '../../compose/roles.ts';

/** How a Service asks MetalLB for addresses (metallb controller/service.go; internal/allocator/k8salloc). */
export const requestAddresses: LoadBalancer['request'] = ({ addresses, pool, share }) => ({
  annotations: {
    'metallb.io/loadBalancerIPs': addresses.join(','),
    ...(pool !== undefined && { 'metallb.io/address-pool': pool }),
    ...(share !== undefined && { 'metallb.io/allow-shared-ip': share }),
  },
  spec: {},
});
