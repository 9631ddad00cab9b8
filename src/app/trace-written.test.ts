import { expect, test } from 'vitest';
import { writtenFor } from './trace-written.ts';

const object = (kind: string, name: string, spec: object) => ({
  apiVersion: 'example.org/v1',
  kind,
  metadata: { name, namespace: 'apps' },
  spec,
});

test('routes for a host are told with their Services, of whatever kind they are', () => {
  const objects = [
    object('HTTPRoute', 'gateway', {
      hostnames: ['a.example.org'],
      rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
    }),
    object('HTTPRoute', 'other', { hostnames: ['aa.example.org'], rules: [] }),
    object('Ingress', 'classic', {
      rules: [{ host: 'a.example.org', http: { paths: [{ path: '/', backend: { service: { name: 'old' } } }] } }],
    }),
    object('SomeRoute', 'rule', { routes: [{ match: 'Host(`a.example.org`)', services: [{ name: 'ruled' }] }] }),
    object('ConfigMap', 'no-route', { host: 'a.example.org' }),
  ];
  expect(writtenFor('a.example.org', objects).map(({ decision, reason }) => [decision, reason])).toEqual([
    ['HTTPRoute/apps/gateway names a.example.org', 'it leads to web'],
    ['Ingress/apps/classic names a.example.org', 'it leads to old'],
    ['SomeRoute/apps/rule names a.example.org', 'it leads to ruled'],
  ]);
});
