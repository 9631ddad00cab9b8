import { describe, expect, it } from 'vitest';
import { checkObjects } from '../../../check/check-objects.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { readDocuments } from '../../../kube/yaml-read.ts';
import { readRepository } from '../../../repo/repository.ts';
import { apiResponse } from '../api/endpoints.ts';
import { decide } from '../decision/decide.ts';
import { headersOf } from '../decision/request.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { routePriorityTie } from '../rules/route-priority-tie.ts';
import { make } from '../test-objects.ts';

const route = (name: string, priority: string, match = 'Host(`a.example.org`)') => `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: ${name}, namespace: apps }
spec:
  entryPoints: [web]
  routes:
    - kind: Rule
      match: ${match}
      priority: ${priority}
      services: [{ name: hello, port: 80 }]
`;
const built = (...routes: readonly string[]) => {
  const { documents } = readDocuments(routes.join('---\n'), 'routes.yaml');
  const objects = documents.map(({ value }) => value as UnknownObject);
  const backend = [make.service('hello'), make.slice('hello', ['10.42.0.1'])];
  return buildConfiguration(
    readStaticConfiguration(['--entryPoints.web.address=:80', '--providers.kubernetescrd']),
    indexObjects([...objects, ...backend]),
  );
};
const routersOf = (configuration: ReturnType<typeof built>): string =>
  apiResponse('/api/http/routers', new URLSearchParams(), {
    ...{ configuration, version: '3.7.9', startedAt: 0, now: 0 },
  })!.body;

describe('priorities of 64 bits', () => {
  it('of an IngressRoute are exact in the API, up to the highest a user may set', () => {
    const body = routersOf(built(route('high', '9223372036854774807'), route('low', '-9223372036854775808')));
    expect(body).toContain('"priority":9223372036854774807,');
    expect(body).toContain('"priorityStr":"-9223372036854775808"');
    expect(body).not.toContain('"error"');
  });

  it('above it disable the router in words of upstream', () => {
    const [router] = JSON.parse(routersOf(built(route('high', '9223372036854774808'))));
    expect(router).toMatchObject({
      status: 'disabled',
      error: ['the router priority 9223372036854774808 exceeds the max user-defined priority 9223372036854774807'],
    });
  });

  it.each([
    ['9223372036854774807', '9223372036854774806', 'Path(`/a`)'],
    ['9223372036854774806', '9223372036854774807', 'PathPrefix(`/`)'],
  ])('%s and %s decide who wins', (one, two, winner) => {
    const configuration = built(route('one', one, 'Path(`/a`)'), route('two', two, 'PathPrefix(`/`)'));
    const { outcome } = decide(configuration, {
      ...{ entryPoint: 'web', method: 'GET', host: 'a', target: '/a', tls: false },
      ...{ headers: headersOf([]), remoteAddress: '10.0.0.9' },
    });
    expect(configuration.routers.get(outcome.router ?? '')?.config.rule).toBe(winner);
  });

  it.each([
    ['9223372036854774806', []],
    ['9223372036854774807', ['route-priority-tie']],
  ])('of files in a repository: 9223372036854774807 and %s', async (other, codes) => {
    const tree = new Map([
      ['a.yaml', route('one', '9223372036854774807')],
      ['b.yaml', route('two', other)],
    ]);
    const { objects } = readRepository(tree);
    expect(objects).toHaveLength(2);
    const findings = await checkObjects([routePriorityTie], objects, tree);
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });
});
