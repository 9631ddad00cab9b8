import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { decide } from '../decision/decide.ts';
import { headersOf } from '../decision/request.ts';
import { streamOfRequest } from '../gate/request-stream.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { decideTcp } from '../streams/decide-stream.ts';
import { make } from '../test-objects.ts';
import { loadFromGateways } from './load-gateways.ts';

const args = [
  '--entryPoints.web.address=:8000/tcp',
  '--entryPoints.websecure.address=:8443/tcp',
  '--entryPoints.websecure.http.tls=true',
  '--providers.kubernetescrd',
  '--providers.kubernetesgateway',
  '--providers.kubernetesgateway.experimentalchannel=true',
];

const gatewayClass: UnknownObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'traefik' },
  spec: { controllerName: 'traefik.io/gateway-controller' },
};

const gateway = (listeners: readonly object[], spec: object = {}): UnknownObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'main', namespace: 'apps' },
  spec: { gatewayClassName: 'traefik', listeners, ...spec },
});

const web = { name: 'web', port: 8000, protocol: 'HTTP' };

const route = (spec: object, kind = 'HTTPRoute'): UnknownObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name: 'hello', namespace: 'apps' },
  spec: { parentRefs: [{ name: 'main' }], rules: [{ backendRefs: [{ name: 'hello', port: 80 }] }], ...spec },
});

const backend = [make.service('hello'), make.slice('hello', ['10.42.0.7'])];

function build(objects: readonly UnknownObject[]) {
  return buildConfiguration(readStaticConfiguration(args), indexObjects([gatewayClass, ...backend, ...objects]));
}

const ask = (objects: readonly UnknownObject[], host: string, target = '/', tls = false) =>
  decide(build(objects), {
    entryPoint: tls ? 'websecure' : 'web',
    method: 'GET',
    host,
    target,
    headers: headersOf([]),
    remoteAddress: '203.0.113.7',
    tls,
    serverName: tls ? host : '',
  }).outcome;

const found = (objects: readonly UnknownObject[]) =>
  loadFromGateways(readStaticConfiguration(args), indexObjects([gatewayClass, ...backend, ...objects])).found;

const conditions = (objects: readonly UnknownObject[]) =>
  found(objects).routes.flatMap(({ parents }) =>
    parents.map((parent) =>
      parent.conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`).join(', '),
    ),
  );

describe('a route of the Gateway API', () => {
  it('is served at the entry point on the port of its listener, by its host and path', () => {
    const objects = [gateway([web]), route({ hostnames: ['hello.example.org'] })];
    expect(ask(objects, 'hello.example.org').servers).toEqual(['http://10.42.0.7:8080']);
    expect(ask(objects, 'other.example.org').status).toBe(404);
    expect(conditions(objects)).toEqual(['Accepted=True Accepted, ResolvedRefs=True ResolvedRefs']);
  });

  const attachment: readonly [string, object, object, string][] = [
    ['a listener that is not there', web, { parentRefs: [{ name: 'main', sectionName: 'tls' }] }, 'NoMatchingParent'],
    ['a port that no listener has', web, { parentRefs: [{ name: 'main', port: 80 }] }, 'NoMatchingParent'],
    [
      'another host',
      { ...web, hostname: 'a.example.org' },
      { hostnames: ['b.example.org'] },
      'NoMatchingListenerHostname',
    ],
    ['another kind', { ...web, allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }, {}, 'NotAllowedByListeners'],
    [
      'another namespace',
      { ...web, allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { edge: 'yes' } } } } },
      {},
      'NotAllowedByListeners',
    ],
  ];
  it.each(attachment)('is not accepted for %s', (_, listener, spec, reason) => {
    expect(conditions([gateway([listener]), route(spec)])[0]).toContain(`Accepted=False ${reason}`);
  });

  it('is served for the narrower of two hosts', () => {
    const listener = { ...web, hostname: '*.example.org' };
    expect(ask([gateway([listener]), route({})], 'any.example.org').servers).toHaveLength(1);
    expect(ask([gateway([listener]), route({})], 'example.org').status).toBe(404);
    const both = route({ hostnames: ['hello.example.org', 'hello.example.net'] });
    expect(ask([gateway([listener]), both], 'hello.example.org').servers).toHaveLength(1);
    expect(ask([gateway([listener]), both], 'hello.example.net').status).toBe(404);
  });

  it('goes before another one by path, then by how much it asks', () => {
    const rules = [
      {
        matches: [{ path: { value: '/' } }],
        filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 301 } }],
      },
      {
        matches: [{ path: { type: 'Exact', value: '/x' } }],
        filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 303 } }],
      },
      {
        matches: [{ path: { value: '/x' } }],
        filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 307 } }],
      },
    ];
    const objects = [gateway([web]), route({ rules })];
    expect(['/', '/x', '/x/y', '/xy'].map((path) => ask(objects, 'a', path).status)).toEqual([301, 303, 307, 301]);
  });

  const backends: readonly [string, object, string][] = [
    ['a Service that is not there', { name: 'gone', port: 80 }, 'BackendNotFound'],
    ['a port that it does not have', { name: 'hello', port: 81 }, 'BackendNotFound'],
    ['no port', { name: 'hello' }, 'UnsupportedProtocol'],
    ['another namespace without a grant', { name: 'hello', namespace: 'other', port: 80 }, 'RefNotPermitted'],
    ['another kind', { name: 'hello', group: 'example.org', kind: 'Bucket' }, 'InvalidKind'],
  ];
  it.each(backends)('answers 500 with %s as its backend', (_, ref, reason) => {
    const objects = [gateway([web]), route({ rules: [{ backendRefs: [ref] }] })];
    expect(ask(objects, 'a').status).toBe(500);
    expect(conditions(objects)).toEqual([`Accepted=True Accepted, ResolvedRefs=False ${reason}`]);
  });

  it('reaches another namespace that grants it', () => {
    const other = { ...make.service('hello'), metadata: { name: 'hello', namespace: 'other' } };
    const slice = make.slice('hello', ['10.42.0.9']);
    const grant: UnknownObject = {
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      kind: 'ReferenceGrant',
      metadata: { name: 'apps', namespace: 'other' },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'apps' }],
        to: [{ group: '', kind: 'Service' }],
      },
    };
    const rules = [{ backendRefs: [{ name: 'hello', namespace: 'other', port: 80 }] }];
    const objects = [
      ...[gateway([web]), route({ rules }), grant, other],
      { ...slice, metadata: { ...slice.metadata, namespace: 'other' } },
    ];
    expect(ask(objects, 'a').servers).toEqual(['http://10.42.0.9:8080']);
  });

  it('passes the Middleware that a filter names', () => {
    const filters = [{ type: 'ExtensionRef', extensionRef: { group: 'traefik.io', kind: 'Middleware', name: 'lan' } }];
    const rules = [{ filters, backendRefs: [{ name: 'hello', port: 80 }] }];
    const lan = make.middleware('lan', { ipAllowList: { sourceRange: ['192.168.88.0/24'] } });
    expect(ask([gateway([web]), route({ rules }), lan], 'a').status).toBe(403);
  });
});

describe('a listener', () => {
  const faults: readonly [string, object, string][] = [
    [
      'has no entry point on its port',
      { ...web, port: 80 },
      'Cannot find entryPoint for Gateway: no matching entryPoint for port 80 and protocol "HTTP"',
    ],
    [
      'speaks HTTP in clear where there is TLS',
      { ...web, port: 8443 },
      'Cannot find entryPoint for Gateway: no matching entryPoint for port 8443 and protocol "HTTP"',
    ],
    ['speaks UDP', { ...web, protocol: 'UDP' }, 'Unsupported listener protocol "UDP"'],
    [
      'has no TLS',
      { ...web, port: 8443, protocol: 'HTTPS' },
      'No TLS configuration for Gateway Listener web:8443 and protocol "HTTPS"',
    ],
    [
      'has a Secret that is not there',
      { ...web, port: 8443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'gone' }] } },
      'Cannot load CertificateRef apps/gone: getting secret: secret "gone" not found',
    ],
    [
      'has a Secret of another namespace',
      { ...web, port: 8443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'tls', namespace: 'other' }] } },
      'Cannot reference CertificateRef other/tls: missing ReferenceGrant',
    ],
  ];
  it.each(faults)('that %s is said to be wrong in upstream words', (_, listener, message) => {
    expect(found([gateway([listener])]).gateways[0]?.listeners[0]?.conditions[0]?.message).toBe(message);
  });

  it('counts the routes that it takes', () => {
    expect(found([gateway([web]), route({})]).gateways[0]?.listeners[0]?.attachedRoutes).toBe(1);
  });
});

describe('a host that no route of TLS names', () => {
  const listener = { name: 'tls', port: 8443, protocol: 'TLS', tls: { mode: 'Passthrough' } };
  const objects = [gateway([listener]), route({ hostnames: ['vault.example.org'] }, 'TLSRoute')];
  const coming = { tls: true, serverName: 'other.example.org', remoteAddress: '203.0.113.7' };

  it.each([
    ['is left to the routers of HTTPS where the client speaks HTTP', streamOfRequest, undefined],
    ['is closed where it does not', () => ({ alpn: [] }), false],
  ])('%s', (_, streamOf, allowed) => {
    const request = { tls: true, host: 'other.example.org', clientAddress: '203.0.113.7' };
    expect(decideTcp(build(objects), 'websecure', { ...coming, alpn: streamOf(request).alpn })?.allowed).toBe(allowed);
  });
});
