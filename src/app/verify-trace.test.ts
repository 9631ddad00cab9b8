import { describe, expect, test } from 'vitest';
import { behind, type Edit, edited, example, gate, hello, middleware, route, trusted } from './test-edits.ts';
import { trace } from './trace.ts';

describe('a traced request', () => {
  test.each<[string, readonly Edit[], string, RegExp]>([
    [
      'names the router that was dropped',
      [[route, 'websecure', 'websecur']],
      hello,
      /hello-hello-\w+@kubernetescrd would, but it was dropped: entryPoint "websecur" doesn't exist/,
    ],
    [
      'names the route that Traefik refused to read',
      [[route, 'name: hello\n          port: 80', 'name: gone\n          port: 80']],
      hello,
      /the route of IngressRoute\/hello\/hello was dropped: kubernetes service not found: hello\/gone/,
    ],
    [
      'says what the other side of TLS would be',
      [
        [route, '  tls: {}\n', ''],
        [gate, '      websecure:\n', '      websecure:\n        http: {tls: {enabled: false}}\n'],
      ],
      hello,
      /would, but it has no TLS and answers plain HTTP only/,
    ],
  ])('%s', async (_, edits, url, reason) => {
    const { hops, outcome } = await trace(url, edited(edits), {});
    expect(outcome.status).toBe(404);
    expect(hops.at(-1)?.reason).toMatch(reason);
  });

  test('asks an auth server, and says what follows from its answer', async () => {
    const auth = middleware('auth', { forwardAuth: { address: 'http://auth.example.org/check' } });
    const { hops, outcome } = await trace(hello, edited([behind('auth'), [route, auth]]), {});
    expect(outcome).toMatchObject({
      status: 0,
      allowed: false,
      unknown: expect.stringContaining('http://auth.example.org/check'),
    });
    expect(hops.map(({ reason }) => reason).join('\n')).toContain('a status of 2xx lets the request go on');
    expect(hops.at(-1)?.at).toBe('service');
  });

  test('of an auth server that is a Service nobody made fails for sure', async () => {
    const auth = middleware('auth', { forwardAuth: { address: 'http://auth.hello.svc.cluster.local/' } });
    const { outcome } = await trace(hello, edited([behind('auth'), [route, auth]]), {});
    expect(outcome).toMatchObject({ status: 500, allowed: false });
  });

  test('lists every outcome where the client’s address is rewritten', async () => {
    const hidden = edited([[trusted, 'externalTrafficPolicy: Local', 'externalTrafficPolicy: Cluster']]);
    const { outcome, outcomes = [] } = await trace('http://traefik.home.example.org/dashboard/', hidden, {});
    expect(outcome.unknown).toMatch(/rewrites/);
    expect(new Set(outcomes.map((each) => each.outcome.status))).toEqual(new Set([200, 403]));
    for (const { seenAs, when } of outcomes)
      expect(`${seenAs} ${when}`).toMatch(/^[\d.]+ the (bridge|tunnel|address) of /);
  });

  test('comes from the internet when no client is named', async () => {
    expect((await trace(hello, example, {})).from).toBe('203.0.113.7');
  });
});
