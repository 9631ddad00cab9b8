import { parseAddress } from '../../core/address.ts';

/** How a LoadBalancer Service asks for fixed addresses. */
export interface AddressRequest {
  /** The addresses as MetalLB's annotation takes them. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Fields of the Service's spec; empty for IPv4 alone, which is what a Service gets by itself. */
  readonly families: {
    readonly ipFamilyPolicy?: 'RequireDualStack' | 'SingleStack';
    readonly ipFamilies?: readonly string[];
  };
}

/** Asks for these addresses; families in the order of the addresses. */
export function requestAddresses(addresses: readonly string[]): AddressRequest {
  const annotations = { 'metallb.io/loadBalancerIPs': addresses.join(',') };
  const ipFamilies = [...new Set(addresses.map((text) => (parseAddress(text)?.family === 6 ? 'IPv6' : 'IPv4')))];
  if (ipFamilies.length > 1) return { annotations, families: { ipFamilyPolicy: 'RequireDualStack', ipFamilies } };
  if (ipFamilies[0] === 'IPv6') return { annotations, families: { ipFamilyPolicy: 'SingleStack', ipFamilies } };
  return { annotations, families: {} };
}
