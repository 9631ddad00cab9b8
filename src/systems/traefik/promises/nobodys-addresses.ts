import { type AddressRange, contains, parseCidr } from '../../../core/address.ts';

/** Networks from which nothing comes over a network: loopback and "this host" (RFC 1122, RFC 4291). */
const networks = ['127.0.0.0/8', '0.0.0.0/8', '::/127'].flatMap((cidr) => parseCidr(cidr) ?? []);

/** Whether no client over a network has an address of the range. */
export const isNobodys = (range: AddressRange): boolean =>
  networks.some((network) => network.family === range.family && contains(network, range));
