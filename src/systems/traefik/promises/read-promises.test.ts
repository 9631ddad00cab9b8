import { describe, expect, test } from 'vitest';
import type { Promises } from '../../system.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { chartArguments, make } from '../test-objects.ts';
import { promiseRequests } from './read-promises.ts';
import { hello, promisesOf } from './test-promises.ts';

const told = ({ expectations }: Promises) =>
  expectations
    .filter(({ object }) => object !== '')
    .map(({ host, path, tls, port, status }) => `${tls ? 'https' : 'http'}://${host}${path} at ${port}: ${status}`);

describe('what a route promises', () => {
  test.each([
    ['a host', 'Host(`a.example.org`)', ['http://a.example.org/ at 8000: 200']],
    [
      'two hosts',
      'Host(`a.example.org`) || Host(`b.example.org`)',
      ['http://a.example.org/ at 8000: 200', 'http://b.example.org/ at 8000: 200'],
    ],
    ['a wildcard', 'Host(`*.example.org`)', ['http://any.example.org/ at 8000: 200']],
    ['a regular expression', 'HostRegexp(`^[a-z]+\\.example\\.org$`)', ['http://a.example.org/ at 8000: 200']],
    ['every host', 'HostRegexp(`^.+$`)', ['http://no-such-host.invalid/ at 8000: 200']],
    [
      'a path by expression',
      'Host(`a.example.org`) && PathRegexp(`^/item/[0-9]+$`)',
      ['http://a.example.org/item/0 at 8000: 200'],
    ],
    [
      'what is not below a path',
      'Host(`a.example.org`) && !PathPrefix(`/api`)',
      ['http://a.example.org/ at 8000: 200'],
    ],
  ])('%s is asked for with a request that its rule takes', (_, rule, expected) => {
    expect(told(promisesOf([make.route('r', rule)]))).toEqual(expected);
  });

  test.each([
    ['a variable of version 2', 'Host(`a.example.org`) && Path(`/item/{id}`)', /taken literally/],
    ['a header', 'Host(`a.example.org`) && Header(`X-A`, `b`)', /no request can be made up for Header/],
    ['a contradiction', 'Host(`a.example.org`) && Path(`/a`) && PathPrefix(`/b`)', /meets/],
    ['everything but the root', 'Host(`a.example.org`) && !Path(`/`)', /meets/],
  ])('%s is not known', (_, rule, reason) => {
    const promises = promisesOf([make.route('r', rule)]);
    expect(told(promises)).toEqual([]);
    expect(promises.unknown).toMatchObject([
      { object: 'IngressRoute/apps/r', route: 'IngressRoute/apps/r routes[0]', reason: expect.stringMatching(reason) },
    ]);
  });

  test('a path of another controller’s patterns is not known, and a plain one is', () => {
    const path = (text: string) => ({
      path: text,
      pathType: 'ImplementationSpecific',
      backend: { service: { name: 'hello', port: { number: 80 } } },
    });
    const promises = promisesOf([
      make.ingress('i', {
        rules: [{ host: 'a.example.org', http: { paths: [path('/api(/|$)(.*)'), path('/plain')] } }],
      }),
    ]);
    expect(promises.unknown.map(({ route }) => route)).toEqual(['Ingress/apps/i rules[0].http.paths[0]']);
    expect(
      new Set(promises.expectations.filter(({ object }) => object !== '').map(({ path: asked }) => asked)),
    ).toEqual(new Set(['/plain']));
  });

  test.each([
    ['no tls at all', undefined, [], false],
    ['tls without a Secret', {}, [], false],
    ['tls with a Secret', { secretName: 'own' }, [], true],
    ['tls with a resolver, whose certificate is Traefik’s own business', { certResolver: 'le' }, ['store'], false],
    ['no tls of its own, beside a default certificate', undefined, ['store'], true],
  ] as const)('with %s a certificate is promised or not', (_, tls, more: readonly string[], certificate) => {
    const store = {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'TLSStore',
      metadata: { name: 'default', namespace: 'apps' },
      spec: { defaultCertificate: { secretName: 'wild' } },
    };
    const route = make.route('r', 'Host(`a.example.org`)', {
      spec: { entryPoints: ['websecure'], ...(tls ? { tls } : {}) },
    });
    const { expectations } = promisesOf([route, ...(more.includes('store') ? [store] : [])]);
    expect(expectations.filter(({ object }) => object !== '')).toMatchObject([{ tls: true, certificate }]);
  });

  const resolver = [
    '--certificatesresolvers.le.acme.tlschallenge=true',
    '--entrypoints.websecure.http.tls.certresolver=le',
  ];
  test.each([
    ['asks for its host', {}, 'Host(`a.example.org`)', resolver, true],
    ['asks for no host that only a pattern takes', {}, 'HostRegexp(`^a\\.example\\.org$`)', resolver, false],
    ['does not count where the route has TLS of its own', { tls: {} }, 'Host(`a.example.org`)', resolver, false],
    ['is there in name alone', {}, 'Host(`a.example.org`)', resolver.slice(1), false],
    [
      'lists domains',
      {},
      'Host(`a.example.org`)',
      [...resolver, '--entrypoints.websecure.http.tls.domains[0].main=b.example.org'],
      false,
    ],
  ] as const)(
    'where the resolver of the entry point %s a certificate is promised or not',
    (_, spec, rule, more, certificate) => {
      const route = make.route('r', rule, { spec: { entryPoints: ['websecure'], ...spec } });
      const { expectations } = promisesOf([route], [], more);
      expect(expectations.filter(({ object }) => object !== '')).toMatchObject([{ tls: true, certificate }]);
    },
  );

  const board = make.route('board', 'Host(`board.example.org`)', {
    spec: { entryPoints: ['websecure'] },
    route: { services: [{ name: 'api@internal', kind: 'TraefikService' }] },
  });
  const secured = { services: [{ name: 'hello', port: 80, scheme: 'https' }] };
  test.each([
    ['no other route', [], ['board.example.org', 'no-such-host.invalid']],
    ['a route for another host', ['Host(`a.example.org`)'], ['board.example.org', 'no-such-host.invalid']],
    ['a route for all hosts below', ['Host(`*.example.org`)'], ['no-such-host.invalid']],
    ['a route for its host by expression', ['HostRegexp(`^[a-z]+\\.example\\.org$`)'], ['no-such-host.invalid']],
    ['a route for hosts of any name', ['HostRegexp(`^[a-z]+[a-z.-]+$`)'], []],
    ['a route for every host', ['HostRegexp(`.+`)'], []],
    ['a route without a host', ['PathPrefix(`/`)'], []],
    ['a route for every host of which nothing is known', ['HostRegexp(`.+`)', secured], []],
  ] as const)('nobody answers for a host elsewhere, with %s, but for %j', (_, [match, route], hosts) => {
    const other = make.route('other', 'Host(`b.example.org`)');
    const objects = match === undefined ? [] : [make.route('r', match, route ? { route } : {})];
    const { expectations } = promisesOf([board, other, ...objects]);
    const nobody = expectations.filter(({ object, port }) => object === '' && port === 8000);
    expect(nobody.map(({ host }) => host)).toEqual(hosts);
  });

  test('a login promises who is let in as well', () => {
    const promises = promisesOf([
      make.middleware('login', { basicAuth: { secret: 'users' } }),
      make.route('r', 'Host(`a.example.org`)', { route: { middlewares: [{ name: 'login' }] } }),
    ]);
    expect(promises.expectations.find(({ object }) => object !== '')).toMatchObject({
      status: [401],
      behindLogin: ['apps/hello'],
      backends: [],
    });
  });

  test('an entry point’s middlewares come before those of the route', () => {
    const configuration = readStaticConfiguration([
      ...chartArguments,
      '--entryPoints.web.http.middlewares=apps-lan@kubernetescrd',
    ]);
    const objects = indexObjects([
      ...hello,
      make.middleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16'] } }),
      make.route('r', 'Host(`a.example.org`)'),
    ]);
    const { expectations } = promiseRequests(configuration, { objects });
    expect(expectations.filter(({ object }) => object !== '').map(({ client, status }) => [client, ...status])).toEqual(
      [
        ['allowed', 200],
        ['outside', 403],
      ],
    );
  });

  test('a route where every client is sent on promises just that, and is said to get no request', () => {
    const configuration = readStaticConfiguration([
      ...chartArguments,
      '--entryPoints.web.http.redirections.entryPoint.to=:443',
      '--entryPoints.web.http.redirections.entryPoint.scheme=https',
    ]);
    const objects = indexObjects([...hello, make.route('r', 'Host(`a.example.org`)')]);
    const { expectations, problems, unknown } = promiseRequests(configuration, { objects });
    expect(expectations.filter(({ object }) => object !== '')).toMatchObject([{ redirectTo: 'https://a.example.org' }]);
    expect(problems).toMatchObject([
      { code: 'route-behind-redirect', severity: 'info', object: 'IngressRoute/apps/r' },
    ]);
    expect(unknown).toEqual([]);
  });

  test('an Ingress of a class that is another controller’s is nobody’s business here', () => {
    const nginx = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx' },
      spec: { controller: 'k8s.io/ingress-nginx' },
    };
    const backend = { service: { name: 'hello', port: { number: 80 } } };
    const ingress = make.ingress('i', { ingressClassName: 'nginx', defaultBackend: backend });
    expect(promisesOf([nginx, ingress]).routes).toEqual([]);
    expect(promisesOf([ingress]).unknown).toMatchObject([
      { reason: expect.stringContaining('IngressClass nginx does not exist') },
    ]);
  });

  test('clients that name no server are turned away where every name must have its certificate', () => {
    const strict = {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'TLSOption',
      metadata: { name: 'default', namespace: 'apps' },
      spec: { sniStrict: true },
    };
    const route = make.route('r', 'Host(`a.example.org`)', { spec: { entryPoints: ['websecure'] } });
    expect(promisesOf([strict, route]).expectations.find(({ object }) => object === '')?.status).toEqual([0]);
  });

  test('servers that are asked over https are not known to be trusted', () => {
    const secure = make.service('secure', { name: 'https', port: 443 });
    const route = make.route('r', 'Host(`a.example.org`)', { route: { services: [{ name: 'secure', port: 443 }] } });
    expect(promisesOf([secure, route]).unknown).toMatchObject([
      { reason: expect.stringContaining('asked over https') },
    ]);
  });

  test.each([
    ['of its own namespace', 'any', 0],
    ['by provider', 'apps-any@kubernetescrd', 0],
    ['that judges certificates', 'careful', 1],
    ['that is not there', 'gone', 1],
  ])('servers that are asked over https are asked all the same by a transport %s', (_, serversTransport, unknown) => {
    const transport = (name: string, spec: object) =>
      ({
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'ServersTransport',
        metadata: { name, namespace: 'apps' },
        spec,
      }) as const;
    const secure = make.service('secure', { name: 'https', port: 443 });
    const services = [{ name: 'secure', port: 443, serversTransport }];
    const route = make.route('r', 'Host(`a.example.org`)', { route: { services } });
    const transports = [transport('any', { insecureSkipVerify: true }), transport('careful', { serverName: 'x' })];
    const promises = promisesOf([secure, ...transports, route]);
    expect(promises.unknown).toHaveLength(unknown);
    expect(promises.expectations.some(({ backends }) => backends.includes('apps/secure'))).toBe(unknown === 0);
  });
});
