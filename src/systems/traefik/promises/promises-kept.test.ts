import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { make } from '../test-objects.ts';
import { ingress, promisesOf, route } from './test-promises.ts';

const entryPoints = fc.uniqueArray(fc.constantFrom('web', 'websecure', 'websecur', 'traefik'), { maxLength: 3 });
const ingressRoute = fc.record({
  entryPoints,
  routes: fc.array(route, { minLength: 1, maxLength: 3 }),
  ingressClassName: fc.constantFrom(undefined, undefined, 'traefik', 'other'),
  tls: fc.constantFrom(undefined, {}, { secretName: 'gone' }, { options: { name: 'gone' } }),
});

const middlewares = [
  make.middleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16'] } }),
  make.middleware('login', { basicAuth: { secret: 'gone' } }),
  make.middleware('forward', { forwardAuth: { address: 'http://auth.example.org' } }),
  make.middleware('empty', {}),
];

describe('a promise', () => {
  test('never disappears: every route that is written is promised, not known, or lost by a problem', () => {
    fc.assert(
      fc.property(
        fc.array(ingressRoute, { maxLength: 3 }),
        fc.array(ingress, { maxLength: 3 }),
        (routes, ingresses) => {
          const objects = [
            ...middlewares,
            ...routes.map((spec, i) => make.route(`r${i}`, '', { spec })),
            ...ingresses.map(({ annotations, ...spec }, i) =>
              make.ingress(`i${i}`, spec, annotations as Record<string, string>),
            ),
          ];
          const tcp = {
            apiVersion: 'traefik.io/v1alpha1',
            kind: 'IngressRouteTCP',
            metadata: { name: 't', namespace: 'apps' },
            spec: { routes: [{}] },
          };
          const { routes: written, expectations, unknown, problems } = promisesOf(objects, [tcp]);
          const count =
            1 +
            routes.reduce((sum, { routes: list }) => sum + list.length, 0) +
            ingresses.reduce(
              (sum, { rules, defaultBackend }) =>
                sum + (defaultBackend ? 1 : 0) + rules.reduce((n, { http }) => n + http.paths.length, 0),
              0,
            );
          expect(new Set(written.map(({ id }) => id)).size).toBe(count);
          const spoken = new Set([
            ...expectations.map(({ route: id }) => id),
            ...unknown.map(({ route: id }) => id),
            ...problems.flatMap((problem) => (problem.severity === 'error' ? problem.routes : [])),
          ]);
          expect(written.filter(({ id }) => !spoken.has(id))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
