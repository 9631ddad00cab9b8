import { describe, expect, it } from 'vitest';
import { readConnectTo } from '../operate/connect-to.ts';
import { parseNeighbours } from '../operate/neighbours.ts';
import type { RealAnswer } from '../operate/probe-real.ts';
import type { GateDecision } from '../systems/system.ts';
import { compareWithPromise, type Promised, type Seen } from './verify-compare.ts';

const allowed: GateDecision = {
  hops: [],
  allowed: true,
  router: 'r',
  backend: 'apps/hello',
  certificate: '',
  source: '',
};
const refused: GateDecision = { ...allowed, allowed: false, status: 403, backend: '' };
const redirect: GateDecision = { ...refused, status: 301, redirectTo: 'https://hello.example.org/' };
const certificate = { dnsNames: ['*.example.org'], subject: 'c', issuer: 'i', validTo: '', trusted: true };
const answer: RealAnswer = { status: 200, body: 'hello', certificate };
const promised: Promised = {
  ...{ host: 'hello.example.org', address: '192.0.2.7', node: 'n1' },
  ...{ decision: allowed, certificate: true },
};
const seen: Seen = { answer, dns: ['192.0.2.7'], addresses: ['192.0.2.7'], answeredBy: 'n1' };

const stepsOf = (change: Partial<Promised>, look: Partial<Seen>) =>
  compareWithPromise({ ...promised, ...change }, { ...seen, ...look }).differences.map(({ step }) => step);
const moved = { status: 301, location: 'https://hello.example.org/' };
const withAnswer = (change: Partial<RealAnswer>) => ({ answer: { ...answer, ...change } });

describe('what was seen of a promise', () => {
  it.each<[string, Partial<Promised>, Partial<Seen>]>([
    ['an answer of the app', {}, {}],
    ['an error of the app in words of its own', {}, withAnswer({ status: 404, body: '<h1>nothing here</h1>' })],
    [
      'the refusal of an allow-list that is promised',
      { decision: refused },
      withAnswer({ status: 403, body: 'Forbidden' }),
    ],
    [
      'a host that is not served there, and whose name leads to where it is',
      { decision: { ...refused, status: 404 } },
      { dns: ['192.0.2.8'], ...withAnswer({ status: 404, body: '404 page not found' }) },
    ],
    ['a redirect', { decision: redirect }, withAnswer({ status: 301, location: 'https://hello.example.org/' })],
    ['a connection, where no gate answers', { decision: undefined }, withAnswer({ status: 0, stopped: 'http' })],
    ['nothing of what was not looked at', {}, { dns: undefined, addresses: undefined, answeredBy: undefined }],
  ])('is as promised with %s', (_, change, look) => {
    expect(stepsOf(change, look)).toEqual([]);
  });

  it.each<[string, Partial<Promised>, Partial<Seen>, readonly string[]]>([
    ['a name that leads elsewhere', {}, { dns: ['198.51.100.1'] }, ['dns']],
    [
      'another address, so that nobody answers',
      {},
      { addresses: [], ...withAnswer({ status: 0, stopped: 'connect' }) },
      ['address', 'connection'],
    ],
    ['another node', {}, { answeredBy: 'n2' }, ['announcement']],
    ['no TLS', {}, withAnswer({ status: 0, stopped: 'tls', certificate: undefined }), ['tls']],
    [
      'a certificate for others',
      {},
      withAnswer({ certificate: { ...certificate, dnsNames: ['a.b.traefik.default'] } }),
      ['certificate'],
    ],
    ['no route', {}, withAnswer({ status: 404, body: '404 page not found\n' }), ['answer']],
    ['a refusal that is not promised', {}, withAnswer({ status: 403, body: 'Forbidden' }), ['answer']],
    ['an answer where a refusal is promised', { decision: refused }, {}, ['answer']],
    [
      'a redirect to elsewhere',
      { decision: redirect },
      withAnswer({ status: 301, location: 'https://other/' }),
      ['answer'],
    ],
  ])('differs first at the step of %s', (_, change, look, steps) => {
    expect(stepsOf(change, look)).toEqual(steps);
  });
});

describe('an answer that fits what is promised', () => {
  const reasonOf = (change: Partial<Promised>, look: Partial<Seen>) =>
    compareWithPromise({ ...promised, ...change }, { ...seen, ...look }).reason;
  const none: GateDecision = { ...refused, status: 404 };
  const plain = { certificate: undefined };

  it.each<[string, Partial<Promised>, Partial<RealAnswer>]>([
    ['its words', { decision: none }, { ...plain, status: 404, body: '404 page not found\n' }],
    ['its words of a redirect', { decision: redirect }, { ...plain, ...moved, body: 'Moved Permanently' }],
    [
      'its dashboard',
      { decision: { ...allowed, status: 200, backend: '' } },
      { ...plain, status: 200, body: '<html><head><title>Traefik Proxy</title></head></html>' },
    ],
    ['its certificate', { decision: none }, { status: 404, body: '<h1>a page of its owner</h1>' }],
    [
      'the certificate it makes',
      { decision: none },
      { status: 404, body: '', certificate: { ...certificate, dnsNames: [], subject: 'TRAEFIK DEFAULT CERT' } },
    ],
    [
      'the page to sign in at',
      { decision: { ...redirect, redirectTo: 'https://login.example.org/' } },
      { ...plain, status: 301, location: 'https://login.example.org/', body: '<a>' },
    ],
  ])('is known by %s', (_, change, look) => {
    expect(reasonOf({ certificate: false, ...change }, withAnswer(look))).toBeUndefined();
  });

  it.each<[string, Partial<Promised>, Partial<RealAnswer>]>([
    ['a page of another server', { decision: none }, { ...plain, status: 404, body: '<h1>404</h1>', server: 'nginx' }],
    [
      'the same words of a server that names itself',
      { decision: none },
      { ...plain, status: 404, body: '404 page not found', server: 'nginx' },
    ],
    [
      'a page of another server in the place of its dashboard',
      { decision: { ...allowed, status: 200, backend: '' } },
      { ...plain, status: 200, body: '<title>Router</title>' },
    ],
    ['a redirect of a router', { decision: redirect }, { ...plain, ...moved, body: '<html>' }],
    ['a missing page in the place of an app', {}, { ...plain, status: 404, body: '<h1>404</h1>' }],
  ])('is not known to be the gate with %s', (_, change, look) => {
    expect(reasonOf({ certificate: false, ...change }, withAnswer(look))).toMatch(/cannot be told$/);
  });

  it('shows a certificate for others to whoever is refused', () => {
    const other = { certificate: { ...certificate, dnsNames: ['a.b.traefik.default'] } };
    expect(stepsOf({ decision: none }, withAnswer({ ...other, status: 404, body: '404 page not found' }))).toEqual([
      'certificate',
    ]);
  });
});

it.each([
  ['a.example:443:192.0.2.1:8443', { host: '192.0.2.1', port: 8443 }],
  ['::[2001:db8::1]:', { host: '2001:db8::1', port: 443 }],
  [':443::8443', { host: 'a.example', port: 8443 }],
  ['b.example:443:192.0.2.1:1', { host: 'a.example', port: 443 }],
])('--connect-to %s is read as curl reads it', (rule, target) => {
  expect(readConnectTo([rule])('a.example', 443)).toEqual(target);
});

it('--connect-to that is no rule is refused', () => {
  expect(() => readConnectTo(['a:1:b'])).toThrow('it is HOST:PORT:HOST:PORT');
});

it('of neighbours those count that have answered', () => {
  const table = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.7        0x1         0x2         02:00:00:00:00:0A     *        eth0
192.0.2.8        0x1         0x0         00:00:00:00:00:00     *        eth0
`;
  expect([...parseNeighbours(table)]).toEqual([['192.0.2.7', '02:00:00:00:00:0a']]);
});
