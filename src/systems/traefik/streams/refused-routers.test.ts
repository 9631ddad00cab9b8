import { describe, expect, test } from 'vitest';
import { all, configurationOf, tcp, udp } from './test-streams.ts';

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
