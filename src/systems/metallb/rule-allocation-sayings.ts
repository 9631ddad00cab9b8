import type { Saying } from '../../operate/diagnose/sayings.ts';

/** What MetalLB says of a Service to which it gives no address (metallb controller/service.go, internal/allocator/allocator.go), and what ends it. */
export const allocationSayings: readonly Saying[] = [
  {
    says: /no available IPs in pool (\S+) for dual IPFamily/,
    cause: ([, pool]) => `pool ${pool} does not hold a free address of both families, and the Service requires both`,
    fix: ([, pool]) => `add the missing family to IPAddressPool ${pool}, or say ipFamilyPolicy: PreferDualStack`,
  },
  {
    says: /no available IPs in pool (\S+)/,
    cause: ([, pool]) => `pool ${pool}, which it asks for, has no free address of its family`,
    fix: ([, pool]) => `widen IPAddressPool ${pool}, free one of its addresses, or ask for another pool`,
  },
  {
    says: /unknown pool "([^"]+)"/,
    cause: ([, pool]) => `it asks for pool ${pool}, and there is none of this name`,
    fix: 'correct the annotation metallb.io/address-pool, or add the IPAddressPool',
  },
  {
    says: /\["?([^\]]*?)"?\] is not allowed in config/,
    cause: ([, addresses]) => `it asks for ${addresses?.replaceAll('"', '')}, which no pool holds`,
    fix: 'add the address to an IPAddressPool, or ask for one that a pool holds',
  },
  {
    says: /pool (\S+) not compatible for ip assignment/,
    cause: ([, pool]) => `the address it asks for is of pool ${pool}, which is not for this Service`,
    fix: ([, pool]) => `let serviceAllocation of IPAddressPool ${pool} name its namespace and match its labels`,
  },
  {
    says: /can't change sharing key for "[^"]+", address also in use by (\S+)/,
    cause: ([, others]) => `the address it asks for is held by ${others}, with which it may not share it`,
    fix: 'give all of them one value of metallb.io/allow-shared-ip, other ports each, and one externalTrafficPolicy (Local: one selector, too); or another address',
    at: ([, others = '']) => `Service/${others.split(',')[0]}`,
  },
  {
    says: /port (\S+) is already in use on "([^"]+)"/,
    cause: ([, port, address]) => `another Service has port ${port} on ${address} already`,
    fix: 'give one of them another port, or an address of its own',
  },
  {
    says: /does not match the ipFamily of the service/,
    cause: 'the addresses it asks for are of other families than the Service',
    fix: 'ask for addresses of its ipFamilies, or set ipFamilies and ipFamilyPolicy to what is asked for',
  },
  {
    says: /is not compatible with requested address pool (\S+)/,
    cause: ([, pool]) => `it asks for an address and for pool ${pool}, which does not hold it`,
    fix: 'take one of both away, or let them fit',
  },
  {
    says: /can not have both/,
    cause: 'it asks for an address by an annotation and by spec.loadBalancerIP',
    fix: 'keep metallb.io/loadBalancerIPs, and take spec.loadBalancerIP away',
  },
  {
    says: /invalid (?:spec\.loadBalancerIP|metallb\.io\/loadBalancerIPs):? ("[^"]*")/,
    cause: ([, text]) => `it asks for ${text}, which is no address`,
    fix: 'write addresses alone, separated by commas',
  },
  {
    says: /requires dual stack but not enough clusterips/,
    cause: 'it requires two families, and the cluster gives Services one',
    fix: 'say ipFamilyPolicy: SingleStack or PreferDualStack',
  },
];
