import { describe, expect, it } from 'vitest';
import { make, watchedCluster } from '../test-objects.ts';
import { throughServices } from './service-names.ts';

const { cluster } = watchedCluster([
  make.service('auth', 9091),
  make.slice('auth', ['10.42.0.5'], 80),
  make.service('idle', 80, { clusterIP: '10.43.0.10' }),
]);
const reached: string[] = [];
const connect = throughServices(cluster, ({ host, port }) => {
  reached.push(`${host}:${port}`);
  return Promise.resolve({ host: '127.0.0.1', port: 1 });
});
const to = async (host: string, port = 9091): Promise<string> => {
  await connect({ url: `http://${host}:${port}`, scheme: 'http', host, port });
  return reached.at(-1)!;
};

describe('the way to a Service', () => {
  it.each([
    ['auth.apps.svc.cluster.local', '10.42.0.5:80'],
    ['auth.apps.svc', '10.42.0.5:80'],
    ['10.43.0.9', '10.42.0.5:80'],
    ['10.42.0.99', '10.42.0.99:9091'],
    ['auth.example.org', 'auth.example.org:9091'],
  ])('of host %s leads to %s', async (host, expected) => {
    expect(await to(host)).toBe(expected);
  });

  it('without endpoints is refused', async () => {
    await expect(to('10.43.0.10', 80)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
