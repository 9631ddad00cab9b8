import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { make } from '../test-objects.ts';
import { loadFromCrds } from './ingress-route.ts';
import { routerName } from './router-name.ts';

const load = (objects: readonly UnknownObject[], ...flags: readonly string[]) =>
  loadFromCrds(
    readStaticConfiguration(['--providers.kubernetescrd', ...flags.map((flag) => `--providers.kubernetescrd.${flag}`)])
      .kubernetesCrd!,
    indexObjects(objects),
  );
const messages = (objects: readonly UnknownObject[], ...flags: readonly string[]) =>
  load(objects, ...flags).diagnostics.map(({ message }) => message);

const base = [make.service('hello'), make.slice('hello', ['10.42.0.1'])];
const toService = (service: object, spec: object = {}) =>
  make.route('r', 'Host(`a`)', { route: { services: [service] }, spec });

describe('a router from an IngressRoute', () => {
  it('is named by namespace, object and the hash of its rule', () => {
    const match = 'Host(`a`)';
    const hash = createHash('sha256').update(match).digest('hex').slice(0, 20);
    expect(routerName('my_ns', 'web.app', match)).toBe(`my-ns-web-app-${hash}`);
    expect([...load([...base, make.route('r', match)]).routers.keys()]).toEqual([routerName('apps', 'r', match)]);
  });

  it('is the later of two routes with the same rule', () => {
    const object = make.route('r', 'Host(`a`)', {
      spec: {
        routes: [1, 2].map((priority) => ({ match: 'Host(`a`)', priority, services: [{ name: 'hello', port: 80 }] })),
      },
    });
    expect([...load([...base, object]).routers.values()].map(({ priority }) => priority)).toEqual([2n]);
  });

  it.each([
    [{}, 'traefik', true],
    [{}, 'traefik-internal', false],
    [{ 'kubernetes.io/ingress.class': 'traefik' }, undefined, true],
    [{ 'kubernetes.io/ingress.class': 'nginx' }, undefined, false],
  ])('is there for annotations %j and class %j: %s', (annotations, ingressClassName, there) => {
    const object = make.route('r', 'Host(`a`)', { spec: { ingressClassName } });
    const annotated = { ...object, metadata: { ...object.metadata, annotations } };
    expect(load([...base, annotated]).routers.size > 0).toBe(there);
  });

  it('is not there without a class when the provider has one', () => {
    expect(load([...base, make.route('r', 'Host(`a`)')], 'ingressClass=internal').routers.size).toBe(0);
    expect(load([...base, make.route('r', 'Host(`a`)')], 'namespaces=other').routers.size).toBe(0);
  });
});

describe('a route that cannot be built', () => {
  it.each([
    [[toService({ name: 'nope', port: 80 })], 'kubernetes service not found: apps/nope'],
    [[toService({ name: 'hello' })], 'ingressRoute service port not defined'],
    [[toService({ name: 'hello', port: '80' })], 'service port not found: 80'],
    [
      [toService({ name: 'hello', port: 80, namespace: 'other' })],
      'service other/hello not in the parent resource namespace apps',
    ],
    [[toService({ name: 'hello', port: 80, kind: 'Pod' })], 'unsupported service kind Pod'],
    [[toService({ name: 'hello', port: 80, scheme: 'ftp' })], 'invalid scheme "ftp" specified'],
    [[toService({ name: 'hello', port: 80, strategy: 'random' })], 'load-balancer strategy random is not supported'],
    [
      [toService({ name: 'hello', port: 80, healthCheck: { path: '/' } })],
      'healthCheck allowed only for ExternalName services: apps/hello',
    ],
    [
      [toService({ name: 'hello', port: 80, responseForwarding: { flushInterval: 'x' } })],
      'unable to parse flushInterval: time: invalid duration "x"',
    ],
    [
      [toService({ name: 'hello', port: 80, middlewares: [{ name: 'm', namespace: 'other' }] })],
      'could not create middleware keys: invalid reference to middleware m: allowCrossNamespace is disabled, cross-namespace are disallowed',
    ],
    [
      [toService({ name: 'hello', port: 80, serversTransport: 'a-b@kubernetescrd' })],
      'invalid reference to serversTransport a-b@kubernetescrd: namespace-name@kubernetescrd format is not allowed when crossnamespace is disallowed',
    ],
    [[toService({ name: 'api@internal' })], 'kubernetes service not found: /api@internal'],
    [[make.service('empty'), toService({ name: 'empty', port: 80 })], 'no servers found for apps/empty'],
    [
      [
        make.service('ext', 80, { type: 'ExternalName', externalName: 'pve.lan' }),
        toService({ name: 'ext', port: 80 }),
      ],
      'externalName services not allowed: apps/ext',
    ],
    [
      [make.route('r', 'Host(`a`)', { route: { kind: 'Nope' } })],
      'Unsupported match kind: Nope. Only "Rule" is supported for now.',
    ],
    [[make.route('r', '')], 'Empty match rule'],
    [
      [make.route('r', 'Host(`a`)', { route: { middlewares: [{ name: 'x@kubernetescrd' }] } })],
      'Failed to create middleware keys: invalid reference to middleware x@kubernetescrd: when allowCrossNamespace is disabled, @kubernetescrd references are disallowed',
    ],
    [
      [toService({ name: 'hello', port: 80 }, { tls: { options: { name: 'o', namespace: 'other' } } })],
      'Invalid reference to TLSOption "o": allowCrossNamespace is disabled, cross-namespace are disallowed',
    ],
    [
      [toService({ name: 'hello', port: 80 }, { parentRefs: [{ name: 'p' }] })],
      'Error resolving parent routers: parent IngressRoute apps/p does not exist',
    ],
  ])('%#: is left out, in the words of upstream', (objects, message) => {
    const loaded = load([...base, ...objects]);
    expect(loaded.diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
    expect(loaded.routers.size).toBe(0);
  });

  it('leaves the other routes of its object alone', () => {
    const object = make.route('r', '', {
      spec: {
        routes: [
          { match: 'Host(`a`)', services: [{ name: 'nope', port: 80 }] },
          { match: 'Host(`b`)', services: [{ name: 'hello', port: 80 }] },
        ],
      },
    });
    expect([...load([...base, object]).routers.values()].map(({ rule }) => rule)).toEqual(['Host(`b`)']);
  });

  it('is kept when only its certificate is missing', () => {
    const loaded = load([...base, toService({ name: 'hello', port: 80 }, { tls: { secretName: 'nope' } })]);
    expect(loaded.diagnostics.map(({ message }) => message)).toEqual([
      'Error configuring TLS: secret apps/nope does not exist',
    ]);
    expect(loaded.routers.size).toBe(1);
  });
});

describe('references to other namespaces', () => {
  const object = make.route('r', 'Host(`a`)', {
    route: { middlewares: [{ name: 'm', namespace: 'other' }, { name: 'other-m@kubernetescrd' }] },
  });
  it('are taken when they are allowed', () => {
    const [router] = load([...base, object], 'allowCrossNamespace=true').routers.values();
    expect(router?.middlewares).toEqual(['other-m', 'other-m@kubernetescrd']);
  });

  it('to other providers only from listed namespaces, when there is a list', () => {
    const file = make.route('r', 'Host(`a`)', { route: { middlewares: [{ name: 'm@file' }] } });
    expect(messages([...base, file], 'crossProviderNamespaces=other')).toEqual([
      'Failed to create middleware keys: invalid reference to middleware m@file: namespace "apps" is not in crossProviderNamespaces',
    ]);
    expect(messages([...base, file], 'crossProviderNamespaces=apps')).toEqual([]);
  });
});

describe('servers', () => {
  it('are serving endpoints of the port with the same name, once each, those that end fenced', () => {
    const slice = {
      ...make.slice('hello', [], 8080),
      endpoints: [
        { addresses: ['10.42.0.1'] },
        { addresses: ['10.42.0.1'] },
        { addresses: ['10.42.0.2'], conditions: { serving: false } },
        { addresses: ['10.42.0.3'], conditions: { serving: true, terminating: true } },
        { addresses: ['fd00::1'] },
      ],
    };
    const [service] = load([make.service('hello'), slice, make.route('r', 'Host(`a`)')]).services.values();
    expect(service?.loadBalancer?.servers).toEqual([
      { url: 'http://10.42.0.1:8080' },
      { url: 'http://10.42.0.3:8080', fenced: true },
      { url: 'http://[fd00::1]:8080' },
    ]);
  });

  it.each([
    [{ name: 'https', port: 8443 }, 'https'],
    [{ name: 'x', port: 443 }, 'https'],
    [{ name: 'web', port: 80 }, 'http'],
  ])('of port %j are spoken to in %s', (port, scheme) => {
    const objects = [
      make.service('hello', port),
      make.slice('hello', ['10.42.0.1'], 1234, port.name),
      make.route('r', 'Host(`a`)', { route: { services: [{ name: 'hello', port: port.name }] } }),
    ];
    const [service] = load(objects).services.values();
    expect(service?.loadBalancer?.servers).toEqual([{ url: `${scheme}://10.42.0.1:1234` }]);
  });
});

describe('default TLS objects', () => {
  const named = (kind: string, namespace: string): UnknownObject => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind,
    metadata: { name: 'default', namespace },
    spec: {},
  });
  it('count in any namespace, but not in two', () => {
    expect(load([named('TLSStore', 'a'), named('TLSOption', 'b')]).tlsStores.has('default')).toBe(true);
    const twice = load([
      named('TLSStore', 'a'),
      named('TLSStore', 'b'),
      named('TLSOption', 'a'),
      named('TLSOption', 'b'),
    ]);
    expect(twice.tlsStores.size + twice.tlsOptions.size).toBe(0);
    expect(twice.diagnostics.map(({ message }) => message)).toEqual([
      'Default TLS Stores defined in multiple namespaces: [a b]',
      'Default TLS Options defined in multiple namespaces: [a b]',
    ]);
  });
});
