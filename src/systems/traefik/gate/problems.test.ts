import { describe, expect, test } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { chartArguments, make } from '../test-objects.ts';
import { gateProblems } from './problems.ts';

const hello = [make.service('hello'), make.slice('hello', ['10.42.0.7'])];
const host = 'Host(`a.example.org`)';

function problemsOf(objects: readonly UnknownObject[], args = chartArguments) {
  const indexed = indexObjects([...hello, ...objects]);
  return gateProblems(buildConfiguration(readStaticConfiguration(args), indexed), indexed).map(
    ({ why, hint, ...problem }) => ({ ...problem, explained: /\w/.test(why) && /\w/.test(hint) }),
  );
}

const users = (text: string): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'users', namespace: 'apps' },
  data: { users: Buffer.from(text).toString('base64') },
});

const login = make.middleware('login', { basicAuth: { secret: 'users' } });
const bcrypt = `$2y$05$${'a'.repeat(53)}`;

const lost = ['IngressRoute/apps/r routes[0]'];
const at = { object: 'IngressRoute/apps/r', at: lost[0], severity: 'error', routes: lost, explained: true };

describe('what Traefik makes of the objects shows as a problem', () => {
  test.each([
    [
      'an entry point that is not there',
      { spec: { entryPoints: ['websecur'] } },
      { code: 'entry-point-unknown', message: 'entryPoint "websecur" doesn\'t exist' },
    ],
    [
      'a Service that is not there',
      { route: { services: [{ name: 'gone', port: 80 }] } },
      { code: 'ingressroute-service-missing', message: 'kubernetes service not found: apps/gone' },
    ],
    [
      'a Service of another namespace',
      { route: { services: [{ name: 'hello', namespace: 'other', port: 80 }] } },
      { code: 'cross-namespace-reference', message: 'service other/hello not in the parent resource namespace apps' },
    ],
    [
      'a middleware that is not there',
      { route: { middlewares: [{ name: 'gone' }] } },
      { code: 'middleware-not-found', message: 'middleware "apps-gone@kubernetescrd" does not exist' },
    ],
    [
      'options that are not there',
      { spec: { tls: { options: { name: 'gone' } }, entryPoints: ['websecure'] } },
      { code: 'tls-options-unknown', message: 'building router handler: unknown TLS options: apps-gone@kubernetescrd' },
    ],
    [
      'a Secret that is not there',
      { spec: { tls: { secretName: 'gone' }, entryPoints: ['websecure'] } },
      {
        code: 'tls-secret-missing',
        at: undefined,
        message: 'Error configuring TLS: secret apps/gone does not exist',
      },
    ],
  ])('%s', (_, more, problem) => {
    expect(problemsOf([make.route('r', host, more)])).toEqual([{ ...at, ...problem }]);
  });

  test('of two entry points the one that is not there is a warning, for the other one routes', () => {
    const problems = problemsOf([make.route('r', host, { spec: { entryPoints: ['web', 'websecur'] } })]);
    expect(problems).toMatchObject([{ code: 'entry-point-unknown', severity: 'warning', routes: [] }]);
  });

  test('a middleware that cannot be read, and not each route that only misses it', () => {
    const routes = [1, 2].map((n) =>
      make.route(`r${n}`, host, { route: { middlewares: [{ name: 'login' }], priority: n } }),
    );
    expect(problemsOf([login, ...routes])).toMatchObject([
      {
        code: 'middleware-broken',
        object: 'Middleware/apps/login',
        severity: 'error',
        message: "Error while reading basic auth middleware: secret 'apps/users' not found",
        routes: ['IngressRoute/apps/r1 routes[0]', 'IngressRoute/apps/r2 routes[0]'],
      },
    ]);
  });

  test('a broken middleware that nobody uses is a warning', () => {
    expect(problemsOf([login])).toMatchObject([{ object: 'Middleware/apps/login', severity: 'warning', routes: [] }]);
  });

  test('a Service of type ExternalName names the switch of its provider', () => {
    const nas = make.service('nas', 80, { type: 'ExternalName', externalName: 'nas.example.org' });
    const backend = { service: { name: 'nas', port: { number: 80 } } };
    const rules = [{ host: 'a.example.org', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
    expect(problemsOf([nas, make.ingress('i', { rules })])).toMatchObject([
      {
        code: 'external-name-not-allowed',
        object: 'Ingress/apps/i',
        routes: ['Ingress/apps/i rules[0].http.paths[0]'],
      },
    ]);
  });

  test('rules in the syntax of version 2 are not judged', () => {
    expect(problemsOf([make.route('r', 'Host(`a`, `b`)', { route: { syntax: 'v2' } })])).toEqual([]);
  });

  test('an argument Traefik does not start with', () => {
    expect(problemsOf([], [...chartArguments, '--nonsense=1'])).toMatchObject([{ code: 'traefik-does-not-start' }]);
  });

  test('nothing where nothing is wrong', () => {
    expect(problemsOf([make.route('r', host), users(`ann:${bcrypt}`), login])).toEqual([]);
  });
});

describe('a login', () => {
  test.each([
    ['error', 'ann:secret'],
    ['error', 'ann:secret\nbob:$6$salt$abc'],
    ['warning', `ann:secret\nbob:${bcrypt}`],
  ])('lets nobody in whose password is not hashed (%s)', (severity, text) => {
    const [problem, ...more] = problemsOf([login, users(text)]);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'basic-auth-not-hashed', severity, object: 'Secret/apps/users' });
    expect(problem?.message).toContain('ann');
    expect(JSON.stringify(problem)).not.toContain('secret\\n');
    expect(problem?.message).not.toContain('ann:secret');
  });

  test.each([
    ['bcrypt', `ann:${bcrypt}`],
    ['SHA1', 'ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='],
    ['MD5', 'ann:$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00'],
    ['what is encrypted', 'ann:ENC[AES256_GCM,data]'],
  ])('is not spoken of with %s', (_, text) => {
    expect(problemsOf([login, users(text)]).filter(({ code }) => code === 'basic-auth-not-hashed')).toEqual([]);
  });
});
