import { describe, expect, test } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { make } from '../test-objects.ts';
import { chooseStream } from './choose-stream.ts';
import { decideTcp } from './decide-stream.ts';
import { all, clear, configurationOf, tcp, tls } from './test-streams.ts';

const middleware = (name: string, spec: object): UnknownObject => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'MiddlewareTCP',
  metadata: { name, namespace: 'apps' },
  spec,
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
