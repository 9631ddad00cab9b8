/** A text of the sample lab, and what stands in its place. */
export type Replacement = readonly [from: string, to: string];
/** The pools, the app's hosts, and the app's Service in the sample lab. */
export const pools = '[192.168.88.70-192.168.88.79]';
export const loadBalancer = 'hosts: [hello.home.example.org]\n    service: {type: LoadBalancer}';
export const hosts = 'hosts: [hello.home.example.org]';
/** The app's hosts with another app behind it. */
export const secondApp = (name: string, rest: string) =>
  `${hosts}\n  - name: ${name}\n    image: example.org/other:1.29\n    ${rest}`;
/** The sample lab with IPv6 beside IPv4, and a pool. */
export const dual = (pool: string): Replacement[] => [
  ['cidr: 192.168.88.0/24', 'cidr: [192.168.88.0/24, fd00:88::/64]'],
  ['gateway: 192.168.88.1\n', 'gateway: [192.168.88.1, fd00:88::1]\n'],
  ['192.168.88.100-192.168.88.200', '192.168.88.100-192.168.88.200\n    - fd00:88::1000-fd00:88::1fff'],
  ['range: 192.168.88.5\n', 'range: fd00:88::5\n'],
  ['address: 192.168.88.11', 'address: [192.168.88.11, fd00:88::11]'],
  [pools, pool],
];

/** What is changed in the sample lab, the finding's code, its message, and the text it points at. */
export type LabCase = [code: string, message: string, at: string, ...replacements: Replacement[]];
