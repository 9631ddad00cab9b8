import { describe, expect, test } from 'vitest';
import { askedCertificates } from './asked-certificates.ts';

const resolvers = new Map([
  ['tls', { dnsChallenge: false, storage: '/data/acme.json' }],
  ['dns', { dnsChallenge: true, storage: '/data/acme.json' }],
]);
const router = (
  certResolver: string | undefined,
  rule: string,
  domains?: readonly { main: string; sans: string[] }[],
) => ({
  rule,
  tls: { ...(certResolver && { certResolver }), ...(domains && { domains }) },
});
const wildcard = { names: ['*.home.example.org'] };

describe('certificates that resolvers ask for', () => {
  test.each([
    ['for the hosts of a rule', [router('tls', 'Host(`a.x.org`) || Host(`B.x.org`)')], [], ['tls a.x.org b.x.org']],
    [
      'for the domains that are listed instead',
      [router('dns', 'Host(`a.x.org`)', [{ main: 'x.org', sans: ['*.x.org'] }])],
      [],
      ['dns x.org *.x.org'],
    ],
    [
      'not twice for one name',
      [router('tls', 'Host(`a.x.org`)'), router('tls', 'Host(`a.x.org`) && Path(`/b`)')],
      [],
      ['tls a.x.org'],
    ],
    ['not for what is there already', [router('tls', 'Host(`a.home.example.org`)')], [wildcard], []],
    [
      'not for a wildcard that only DNS proves',
      [router('tls', 'Host(`a.x.org`)', [{ main: '*.x.org', sans: [] }])],
      [],
      [],
    ],
    [
      'not by a resolver that is none',
      [router('gone', 'Host(`a.x.org`)'), router(undefined, 'Host(`b.x.org`)')],
      [],
      [],
    ],
    ['not for hosts that a pattern stands for', [router('tls', 'HostRegexp(`.+`)')], [], []],
  ] as const)('%s', (_, routers, present, asked) => {
    const found = askedCertificates(resolvers, routers, present);
    expect(found.map(({ resolver, names }) => [resolver, ...names].join(' '))).toEqual(asked);
  });
});
