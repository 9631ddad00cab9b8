import { expect, test } from 'vitest';
import { addressProblem, cidrProblem, dnsNameProblem, rangeProblem } from './values.ts';

const hostProblem = (text: string) => dnsNameProblem(text, { wildcard: false });
const domainProblem = (text: string) => dnsNameProblem(text, { wildcard: true });

test.each([
  [addressProblem, '192.168.88.60'],
  [addressProblem, 'fd00:88::60'],
  [cidrProblem, '192.168.88.0/24'],
  [cidrProblem, '192.168.88.1/24'],
  [cidrProblem, 'fd00:88::/64'],
  [cidrProblem, '0.0.0.0/0'],
  [rangeProblem, '192.168.88.60'],
  [rangeProblem, '192.168.88.60-192.168.88.69'],
  [rangeProblem, '192.168.88.60 - 192.168.88.69'],
  [rangeProblem, '192.168.88.64/29'],
  [rangeProblem, 'fd00:88::10-fd00:88::1f'],
  [hostProblem, 'hello.home.example.org'],
  [hostProblem, 'xn--grn-hoa.example.org'],
  [domainProblem, '*.home.example.org'],
  [domainProblem, 'home.example.org'],
])('%o accepts %s', (problemOf, text) => {
  expect(problemOf(text)).toBeUndefined();
});

test.each([
  [addressProblem, '192.168.88', 'an IPv4 address has four numbers, this has 3'],
  [addressProblem, '192.168.88.256', 'each number must be at most 255, 256 is more'],
  [addressProblem, '192.168.088.1', 'numbers must not start with 0: 192.168.88.1'],
  [addressProblem, '192.168.88.60/24', 'write the address without the prefix length: 192.168.88.60'],
  [addressProblem, '192.168.88.60-192.168.88.61', 'one address is expected here, not a range'],
  [addressProblem, ' 192.168.88.60', 'remove the spaces: 192.168.88.60'],
  [addressProblem, 'fe80::1%eth0', 'write it without the zone: fe80::1'],
  [addressProblem, 'gate.home', 'write it like 192.168.88.60 or fd00:88::60'],
  [cidrProblem, '192.168.88.0', 'add the prefix length, usually /24: 192.168.88.0/24'],
  [
    cidrProblem,
    '192.168.88.7',
    'add the prefix length: 192.168.88.0/24 is its network as usual, 192.168.88.7/32 the one address',
  ],
  [cidrProblem, 'fd00:88::', 'add the prefix length, usually /64: fd00:88::/64'],
  [cidrProblem, '10.0.0.0/255.255.240.0', 'write the prefix length instead of the mask: 10.0.0.0/20'],
  [cidrProblem, '10.0.0.0/255.0.255.0', 'write the prefix length instead of the mask: 255.255.255.0 is /24'],
  [cidrProblem, '192.168.88.0/33', 'the prefix length must be a number from 0 to 32'],
  [cidrProblem, 'fd00::/129', 'the prefix length must be a number from 0 to 128'],
  [cidrProblem, '192.168.88.0/255.255.255.0', 'write the prefix length instead of the mask: 192.168.88.0/24'],
  [cidrProblem, '192.168.300.0/24', 'each number must be at most 255, 300 is more'],
  [rangeProblem, '192.168.88.240-250', 'write the end in full: 192.168.88.240-192.168.88.250'],
  [rangeProblem, '192.168.88.240–192.168.88.250', 'use a plain hyphen: 192.168.88.240-192.168.88.250'],
  [rangeProblem, '192.168.88.79-192.168.88.70', 'the start is after the end: 192.168.88.70-192.168.88.79'],
  [rangeProblem, '192.168.88.60-fd00::1', 'both ends must be IPv4, or both IPv6'],
  [rangeProblem, '192.168.88.60/24', 'write 192.168.88.60 for the one address, or 192.168.88.0/24 for the network'],
  [rangeProblem, '192.168.88.60-', 'the end: write it like 192.168.88.60 or fd00:88::60'],
  [rangeProblem, '192.168.88.0/40', 'the prefix length must be a number from 0 to 32'],
  [hostProblem, 'https://hello.example.org/x', 'write the name alone: hello.example.org'],
  [hostProblem, 'hello.example.org:443', 'write the name without the port: hello.example.org'],
  [hostProblem, 'hello.example.org/app', 'write the name without the path: hello.example.org'],
  [hostProblem, 'Hello.example.org', 'write it in lower case: hello.example.org'],
  [hostProblem, 'hello.example.org.', 'write it without the dot at the end: hello.example.org'],
  [hostProblem, '192.168.88.60', 'a name is needed: clients ask for hosts by name'],
  [hostProblem, '*.example.org', 'list each host; wildcards belong in certificates.domains'],
  [hostProblem, 'hello..example.org', 'write it like hello.home.example.org'],
  [
    hostProblem,
    '-hello.example.org',
    '"-hello" must be letters, digits and "-", at most 63, and not start or end with "-"',
  ],
  [domainProblem, 'app*.example.org', 'a wildcard is the whole first label: *.home.example.org'],
])('%o says of %s what to write instead', (problemOf, text, hint) => {
  expect(problemOf(text)?.message).toContain(JSON.stringify(text));
  expect(problemOf(text)?.hint).toBe(hint);
});
