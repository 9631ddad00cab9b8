import { parseAddress } from '../../core/address.ts';

/** Fields of a Service's spec; empty for IPv4 alone, which is what a Service gets by itself. */
export interface ServiceFamilies {
  readonly ipFamilyPolicy?: 'RequireDualStack' | 'SingleStack';
  readonly ipFamilies?: readonly string[];
}

/** What a Service with these addresses says of its families, in the order of the addresses. */
export function familiesOf(addresses: readonly string[]): ServiceFamilies {
  const ipFamilies = [...new Set(addresses.map((text) => (parseAddress(text)?.family === 6 ? 'IPv6' : 'IPv4')))];
  if (ipFamilies.length > 1) return { ipFamilyPolicy: 'RequireDualStack', ipFamilies };
  return ipFamilies[0] === 'IPv6' ? { ipFamilyPolicy: 'SingleStack', ipFamilies } : {};
}
