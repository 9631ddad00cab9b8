import { describe, expect, test } from 'vitest';
import { decideUdp } from './decide-stream.ts';
import { configurationOf, udp } from './test-streams.ts';

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
