import fc from 'fast-check';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Promises } from '../../system.ts';
import { gateProblems } from '../gate/problems.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { chartArguments, make } from '../test-objects.ts';
import { promiseRequests } from './read-promises.ts';

export const hello = [make.service('hello'), make.slice('hello', ['10.42.0.7'])];

export function promisesOf(
  objects: readonly UnknownObject[],
  others: readonly UnknownObject[] = [],
  more: readonly string[] = [],
): Promises {
  const settings = readStaticConfiguration([...chartArguments, ...more]);
  const indexed = indexObjects([...hello, ...objects]);
  const problems = gateProblems(buildConfiguration(settings, indexed), indexed);
  return promiseRequests(settings, { objects: indexed, others, problems });
}

export const rule = fc.constantFrom(
  'Host(`a.example.org`)',
  'Host(`a.example.org`) && Path(`/{id}`)',
  'HostRegexp(`^.+$`)',
  'HostRegexp(`(`)',
  'Host(`a`, `b`)',
  'Header(`a`, `b`)',
  '',
);
const service = fc.constantFrom(
  { name: 'hello', port: 80 },
  { name: 'hello', port: 81 },
  { name: 'gone', port: 80 },
  { name: 'api@internal', kind: 'TraefikService' },
  { name: 'weighted', kind: 'TraefikService' },
);
const middleware = fc.constantFrom('gone', 'lan', 'login', 'forward', 'empty');
export const route = fc.record({
  match: rule,
  kind: fc.constant('Rule'),
  services: fc.array(service, { maxLength: 2 }),
  middlewares: fc.array(middleware, { maxLength: 2 }).map((names) => names.map((name) => ({ name }))),
  syntax: fc.constantFrom(undefined, 'v2'),
});
export const backend = fc.constantFrom(
  { service: { name: 'hello', port: { number: 80 } } },
  { service: { name: 'gone', port: { number: 80 } } },
  { resource: { kind: 'Bucket', name: 'b' } },
);
export const path = fc.record({
  path: fc.constantFrom('/', '/a', '/{id}', undefined),
  pathType: fc.constantFrom('Prefix', 'Exact', 'ImplementationSpecific'),
  backend,
});
export const ingress = fc.record({
  annotations: fc.constantFrom(
    {},
    { 'traefik.ingress.kubernetes.io/router.entrypoints': 'websecur' },
    { 'traefik.ingress.kubernetes.io/router.nonsense': 'x' },
    { 'traefik.ingress.kubernetes.io/router.pathmatcher': 'PathRegexp' },
    { 'kubernetes.io/ingress.class': 'nginx' },
  ),
  defaultBackend: fc.constantFrom(undefined, { service: { name: 'hello', port: { number: 80 } } }),
  rules: fc.array(
    fc.record({
      host: fc.constantFrom('a.example.org', '*.example.org', undefined),
      http: fc.record({ paths: fc.array(path, { minLength: 1, maxLength: 2 }) }),
    }),
    { maxLength: 2 },
  ),
});
