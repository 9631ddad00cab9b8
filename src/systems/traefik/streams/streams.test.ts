import { describe, expect, test } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { chartArguments, make } from '../test-objects.ts';
import { type ComingIn, chooseStream } from './choose-stream.ts';
import { decideTcp, decideUdp } from './decide-stream.ts';
import { compileTcpRule, tcpRulePriority } from './tcp-rule.ts';

const args = [
  ...chartArguments,
  '--entryPoints.mqtt.address=:1883/tcp',
  '--entryPoints.dns.address=:5353/udp',
  '--entryPoints.game.address=:27015/udp',
];
const configurationOf = (objects: readonly UnknownObject[], more: readonly string[] = []) =>
  buildConfiguration(readStaticConfiguration([...args, ...more]), indexObjects([...pods, ...objects]));
const pods = [
  ...['mqtt', 'other', 'hello'].flatMap((name, i) => [
    make.service(name, 80),
    make.slice(name, [`10.42.0.${i + 1}`], 8080),
  ]),
  make.service('idle', 80),
];

const tcp = (name: string, routes: readonly object[], spec: object = {}): UnknownObject => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'IngressRouteTCP',
  metadata: { name, namespace: 'apps' },
  spec: {
    entryPoints: ['mqtt'],
    routes: routes.map((route) => ({ services: [{ name, port: 80 }], ...route })),
    ...spec,
  },
});
const udp = (name: string, spec: object = {}): UnknownObject => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'IngressRouteUDP',
  metadata: { name, namespace: 'apps' },
  spec: { entryPoints: ['dns'], routes: [{ services: [{ name, port: 80 }] }], ...spec },
});
const middleware = (name: string, spec: object): UnknownObject => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'MiddlewareTCP',
  metadata: { name, namespace: 'apps' },
  spec,
});
const all = 'HostSNI(`*`)';
const clear: ComingIn = { tls: false, serverName: '', alpn: [], remoteAddress: '192.168.1.9' };
const tls = (serverName: string, more: Partial<ComingIn> = {}): ComingIn => ({
  ...clear,
  tls: true,
  serverName,
  ...more,
});

describe('a rule of TCP', () => {
  test.each([
    ['HostSNI(`a.example.org`)', tls('a.example.org'), true],
    ['HostSNI(`A.example.org`)', tls('a.example.org'), true],
    ['HostSNI(`a.example.org.`)', tls('a.example.org'), true],
    ['HostSNI(`a.example.org`)', tls('b.example.org'), false],
    ['HostSNI(`a.example.org`)', tls(''), false],
    ['HostSNI(`*.example.org`)', tls('b.example.org'), true],
    ['HostSNI(`*.example.org`)', tls('example.org'), false],
    ['HostSNI(`*.example.org`)', tls('a.b.example.org'), false],
    ['HostSNIRegexp(`^.+\\.example\\.org$`)', tls('a.b.example.org'), true],
    ['HostSNIRegexp(`^a`)', tls('b'), false],
    ['ALPN(`mqtt`)', tls('x', { alpn: ['mqtt', 'h2'] }), true],
    ['ALPN(`mqtt`)', tls('x'), false],
    ['ClientIP(`192.168.0.0/16`)', clear, true],
    ['!ClientIP(`192.168.0.0/16`)', clear, false],
    ['HostSNI(`*`) && ClientIP(`10.0.0.1`)', clear, false],
    ['HostSNI(`a.b`) || ALPN(`x`)', tls('c', { alpn: ['x'] }), true],
    ['hostsni(`*`)', clear, true],
  ] as const)('%s takes %j: %s', (rule, connection, expected) => {
    const compiled = compileTcpRule(rule, true);
    if ('problem' in compiled) throw new Error(compiled.problem);
    expect(compiled.matches(connection)).toBe(expected);
  });

  test.each([
    [
      'HostSNI(`a.example.org`)',
      false,
      'invalid rule: "HostSNI(`a.example.org`)" , has HostSNI matcher, but no TLS on router',
    ],
    ['Host(`a`)', true, 'invalid rule: "Host(`a`)" , unsupported function: Host'],
    [
      'HostSNI(`a`, `b`)',
      true,
      'error while adding rule HostSNI(`a`, `b`): unexpected number of parameters; got 2, expected 1',
    ],
    ['HostSNI(``)', true, 'error while adding rule HostSNI(``): empty args for matcher HostSNI, []'],
    [
      'HostSNI(`{sub:.+}`)',
      true,
      'error while adding rule HostSNI(`{sub:.+}`): invalid value for HostSNI matcher, "{sub:.+}" is not a valid hostname',
    ],
    [
      'ALPN(`acme-tls/1`)',
      true,
      'error while adding rule ALPN(`acme-tls/1`): invalid protocol value for ALPN matcher, "acme-tls/1" is not allowed',
    ],
    [
      'ClientIP(`home`)',
      false,
      'error while adding rule ClientIP(`home`): initializing IP checker for ClientIP matcher: parsing CIDR trusted IPs <nil>: invalid CIDR address: home',
    ],
  ])('%s is refused in upstream’s words', (rule, withTls, problem) => {
    expect(compileTcpRule(rule, withTls)).toEqual({ problem });
  });

  test.each([
    [all, -1n],
    ['HostSNI("*")', -1n],
    ['hostsni(`*`)', -1n],
    ['HostSNI(`a.example.org`)', 24n],
    ['HostSNI(`*`) && ClientIP(`10.0.0.1`)', 36n],
    ['ClientIP(`10.0.0.1`)', 20n],
  ])('%s has the priority %s', (rule, priority) => {
    expect(tcpRulePriority(rule)).toBe(priority);
  });
});

describe('on an entry point for both', () => {
  const https = (match: string) => make.route('hello', match, { spec: { entryPoints: ['websecure'], tls: {} } });
  const onWebsecure = (match: string, more: object = {}) =>
    tcp('mqtt', [{ match, ...more }], { entryPoints: ['websecure'], tls: { passthrough: true } });

  test.each([
    [
      'a router of TCP takes what comes in clear before HTTP',
      [tcp('mqtt', [{ match: all }], { entryPoints: ['web'] }), make.route('hello', 'Host(`h.example.org`)')],
      'web',
      clear,
      'stream',
    ],
    [
      'HTTP has what no router of TCP takes',
      [tcp('mqtt', [{ match: 'ClientIP(`10.0.0.1`)' }], { entryPoints: ['web'] })],
      'web',
      clear,
      'http',
    ],
    [
      'bytes of TLS go to a router of TCP in clear where nothing else speaks TLS',
      [tcp('mqtt', [{ match: all }])],
      'mqtt',
      tls('any.example.org'),
      'stream',
    ],
    [
      'a router of HTTPS for the host comes first',
      [https('Host(`a.example.org`)'), onWebsecure('HostSNI(`a.example.org`)')],
      'websecure',
      tls('a.example.org'),
      'http',
    ],
    [
      'a router of HTTPS for a wildcard, too',
      [https('Host(`*.example.org`)'), onWebsecure('HostSNI(`a.example.org`)')],
      'websecure',
      tls('a.example.org'),
      'http',
    ],
    [
      'TLS for another host goes to the router of TCP',
      [https('Host(`a.example.org`)'), onWebsecure('HostSNI(`b.example.org`)')],
      'websecure',
      tls('b.example.org'),
      'stream',
    ],
    [
      'a router of TCP for a host comes before HTTPS without one',
      [https('PathPrefix(`/`)'), onWebsecure('HostSNI(`b.example.org`)')],
      'websecure',
      tls('b.example.org'),
      'stream',
    ],
    [
      'HTTPS without a host comes before a router of TCP for all',
      [https('PathPrefix(`/`)'), onWebsecure(all)],
      'websecure',
      tls('b.example.org'),
      'http',
    ],
    [
      'a router of TCP for all comes before 404',
      [https('Host(`a.example.org`)'), onWebsecure(all)],
      'websecure',
      tls('b.example.org'),
      'stream',
    ],
    [
      'TLS that nobody takes is left to HTTPS',
      [onWebsecure('HostSNI(`b.example.org`)')],
      'websecure',
      tls('c.example.org'),
      'http',
    ],
    [
      'what comes in clear is left to HTTP where routers of TCP have TLS',
      [onWebsecure(all)],
      'websecure',
      clear,
      'http',
    ],
  ] as const)('%s', (_, objects, entryPoint, coming, to) => {
    expect(chooseStream(configurationOf(objects), entryPoint, coming).to).toBe(to);
  });
});

describe('a connection', () => {
  const lan = middleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16'] } });
  test.each([
    [
      'to one Service',
      [tcp('mqtt', [{ match: all }])],
      clear,
      { allowed: true, backend: 'apps/mqtt', router: /^apps-mqtt-[0-9a-f]{20}@kubernetescrd$/ },
    ],
    ['to a Service without endpoints', [tcp('idle', [{ match: all }])], clear, { allowed: false, backend: '' }],
    [
      'from an allowed network',
      [lan, tcp('mqtt', [{ match: all, middlewares: [{ name: 'lan' }] }])],
      clear,
      { allowed: true },
    ],
    [
      'from another network',
      [lan, tcp('mqtt', [{ match: all, middlewares: [{ name: 'lan' }] }])],
      { ...clear, remoteAddress: '203.0.113.7' },
      { allowed: false },
    ],
    [
      'where no connection may be open',
      [
        middleware('none', { inFlightConn: { amount: 0 } }),
        tcp('mqtt', [{ match: all, middlewares: [{ name: 'none' }] }]),
      ],
      clear,
      { allowed: false },
    ],
    [
      'by the greater priority',
      [tcp('mqtt', [{ match: all }]), tcp('other', [{ match: all, priority: 5 }])],
      clear,
      { allowed: true, backend: 'apps/other' },
    ],
    [
      'by the longer rule',
      [tcp('mqtt', [{ match: all }]), tcp('other', [{ match: 'ClientIP(`192.168.0.0/16`)' }])],
      clear,
      { backend: 'apps/other' },
    ],
    [
      'between equals is not known',
      [tcp('mqtt', [{ match: all }]), tcp('other', [{ match: all }])],
      clear,
      { allowed: false, unknown: /same priority -1/ },
    ],
    [
      'to several Services by weight',
      [
        tcp('both', [
          {
            match: all,
            services: [
              { name: 'mqtt', port: 80, weight: 3 },
              { name: 'other', port: 80 },
            ],
          },
        ]),
      ],
      clear,
      { allowed: true, backend: 'apps/mqtt, apps/other' },
    ],
    [
      'whose TLS ends here',
      [tcp('mqtt', [{ match: 'HostSNI(`m.example.org`)' }], { tls: {} })],
      tls('m.example.org'),
      { allowed: true, certificate: 'TRAEFIK DEFAULT CERT' },
    ],
    [
      'with a protocol that the TLS options do not offer',
      [tcp('mqtt', [{ match: 'ALPN(`mqtt`)' }], { tls: {} })],
      tls('m.example.org', { alpn: ['mqtt'] }),
      { allowed: false },
    ],
    [
      'with the same protocol, passed through',
      [tcp('mqtt', [{ match: 'ALPN(`mqtt`)' }], { tls: { passthrough: true } })],
      tls('m.example.org', { alpn: ['mqtt'] }),
      { allowed: true, certificate: '' },
    ],
  ] as const)('%s', (_, objects, coming, expected) => {
    const decision = decideTcp(configurationOf(objects), 'mqtt', coming);
    for (const [key, value] of Object.entries(expected)) {
      const found = decision?.[key as keyof typeof decision];
      if (value instanceof RegExp) expect(found).toMatch(value);
      else expect(found).toBe(value);
    }
    expect(decision?.hops.map(({ at }) => at).slice(0, 2)).toEqual(['entry-point', 'router']);
  });
});

describe('a router of TCP that cannot be built says so in upstream’s words', () => {
  test.each([
    [
      'a Service that is not there',
      tcp('gone', [{ match: all }]),
      /^the service "apps-gone-.*@kubernetescrd" does not exist$/,
    ],
    [
      'a middleware that is not there',
      tcp('mqtt', [{ match: all, middlewares: [{ name: 'lan' }] }]),
      /^middleware "apps-lan@kubernetescrd" does not exist$/,
    ],
    [
      'an entry point that is not there',
      tcp('mqtt', [{ match: all }], { entryPoints: ['nope'] }),
      /^entryPoint "nope" doesn't exist$/,
    ],
    [
      'an entry point of UDP',
      tcp('mqtt', [{ match: all }], { entryPoints: ['dns'] }),
      /^entryPoint "dns" doesn't exist$/,
    ],
    [
      'TLS options that are not there',
      tcp('mqtt', [{ match: all }], { tls: { options: { name: 'strict' } } }),
      /^unknown TLS options: apps-strict@kubernetescrd$/,
    ],
    [
      'a transport that is not there',
      tcp('mqtt', [{ match: all, services: [{ name: 'mqtt', port: 80, serversTransport: 'far' }] }]),
      /^no transport configuration found for "apps-far@kubernetescrd"$/,
    ],
  ])('%s', (_, object, message) => {
    const [info] = configurationOf([object]).streams.tcpRouters.values();
    expect(info?.errors[0]).toMatch(message);
    expect(info?.status).toBe('disabled');
  });

  test.each([
    [tcp('gone', [{ match: all }]), 'Cannot create service: service not found'],
    [
      tcp('mqtt', [{ match: all, services: [{ name: 'mqtt', port: 81 }] }]),
      'Cannot create service: service port not found: 81',
    ],
    [
      tcp('mqtt', [{ match: all, services: [{ name: 'mqtt', namespace: 'far', port: 80 }] }]),
      'Cannot create service: tcp service far/mqtt is not in the parent resource namespace apps',
    ],
    [
      tcp('mqtt', [{ match: all, middlewares: [{ name: 'a', namespace: 'far' }] }]),
      'Failed to create middleware keys: invalid reference to middleware a: allowCrossNamespace is disabled, cross-namespace are disallowed',
    ],
    [
      tcp('mqtt', [{ match: all }], { tls: { secretName: 'gone' } }),
      'Error configuring TLS: secret apps/gone does not exist',
    ],
    [udp('gone'), 'Cannot create service: service not found'],
  ])('what is logged of %#', (object, message) => {
    expect(configurationOf([object]).diagnostics.map((each) => each.message)).toContain(message);
  });
});

describe('a datagram', () => {
  test('goes to the router of its entry point', () => {
    const decision = decideUdp(configurationOf([udp('mqtt')]), 'dns', '192.168.1.9');
    expect(decision).toMatchObject({ allowed: true, backend: 'apps/mqtt', router: 'apps-mqtt-0@kubernetescrd' });
  });

  test('goes to the last by name of several routers, and the others are told', () => {
    const configuration = configurationOf([udp('mqtt'), udp('other')]);
    expect(decideUdp(configuration, 'dns', '192.168.1.9').backend).toBe('apps/other');
    expect(configuration.diagnostics.map(({ object, message }) => [object?.name, message])).toEqual([
      ['mqtt', expect.stringContaining('more than one udp router')],
    ]);
  });

  test('is on every entry point of UDP where the route names none', () => {
    const configuration = configurationOf([udp('mqtt', { entryPoints: undefined })]);
    expect(['dns', 'game'].map((name) => decideUdp(configuration, name, '192.168.1.9').backend)).toEqual([
      'apps/mqtt',
      'apps/mqtt',
    ]);
  });

  test('is dropped where there is no router', () => {
    expect(decideUdp(configurationOf([]), 'dns', '192.168.1.9')).toMatchObject({ allowed: false, router: '' });
  });
});
