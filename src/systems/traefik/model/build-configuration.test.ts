import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../kube/types.ts';
import { indexObjects } from '../read-objects.ts';
import { assumedTraefik, findTraefik } from '../running.ts';
import { chartArguments, make } from '../test-objects.ts';
import { buildConfiguration } from './build-configuration.ts';
import { defaultEntryPoints, readStaticConfiguration } from './static-configuration.ts';

const routersOf = (args: readonly string[]) =>
  buildConfiguration(readStaticConfiguration(args), indexObjects([])).routers;

describe('arguments', () => {
  it('name entry points, in any case, with a value after "=" or after a blank', () => {
    const { entryPoints } = readStaticConfiguration([
      '--ENTRYPOINTS.web.ADDRESS=:80',
      '--entryPoints.web.http.middlewares',
      'a@file,b@file',
      '--entryPoints.dns.address=:53/udp',
    ]);
    expect([...entryPoints.keys()]).toEqual(['dns', 'web']);
    expect(entryPoints.get('web')).toMatchObject({ port: 80, protocol: 'tcp', middlewares: ['a@file', 'b@file'] });
    expect(entryPoints.get('dns')?.protocol).toBe('udp');
  });

  it('that upstream would not start with are told in its words', () => {
    expect(readStaticConfiguration(['--entryPoint.web.address=:80']).problems).toEqual([
      'failed to decode configuration from flags: field not found, node: entryPoint',
    ]);
  });

  it('give an entry point even when none is named', () => {
    expect([...readStaticConfiguration([]).entryPoints.keys()]).toEqual(['http']);
    expect([
      ...readStaticConfiguration(['--entryPoints.web.address=:80', '--api.insecure']).entryPoints.keys(),
    ]).toEqual(['web', 'traefik']);
  });

  it.each([
    [chartArguments, ['metrics', 'web', 'websecure']],
    [[...chartArguments, '--entryPoints.websecure.asDefault=true'], ['websecure']],
    [['--entryPoints.dns.address=:53/udp', '--entryPoints.web.address=:80'], ['web']],
  ])('%#: routers without entry points are bound to %j', (args, expected) => {
    expect(defaultEntryPoints(readStaticConfiguration(args))).toEqual(expected);
  });
});

describe('internal routers', () => {
  it('have their exact names and priorities', () => {
    const args = [
      '--entryPoints.web.address=:8000',
      '--entryPoints.websecure.address=:8443',
      '--entryPoints.web.http.redirections.entryPoint.to=websecure',
      '--api.insecure',
      '--ping',
      '--certificatesResolvers.le.acme.httpChallenge.entryPoint=web',
    ];
    expect([...routersOf(args)].map(([name, { priority, config }]) => [name, priority, config.service])).toEqual([
      ['acme-http@internal', 9223372036854775807n, 'acme-http@internal'],
      ['api@internal', 9223372036854775806n, 'api@internal'],
      ['dashboard@internal', 9223372036854775805n, 'dashboard@internal'],
      ['ping@internal', 9223372036854775807n, 'ping@internal'],
      ['web-to-websecure@internal', 9223372036854775806n, 'noop@internal'],
    ]);
  });

  it('redirect to a port when one is named, and say when the target is not there', () => {
    const to = (target: string) =>
      buildConfiguration(
        readStaticConfiguration([
          '--entryPoints.web.address=:8000',
          `--entryPoints.web.http.redirections.entryPoint.to=${target}`,
        ]),
        indexObjects([]),
      );
    expect(to(':443').middlewares.get('redirect-web-to-443@internal')?.config.types.get('redirectScheme')).toEqual({
      scheme: 'https',
      port: '443',
      permanent: true,
    });
    expect(to('nope').diagnostics.map(({ message }) => message)).toEqual([
      "'to' entry point field references a non-existing entry point: nope",
    ]);
  });
});

describe('entry-point defaults', () => {
  const objects = [
    make.service('hello'),
    make.slice('hello', ['10.42.0.1']),
    make.route('hello', 'Host(`hello.example.org`)', { spec: { entryPoints: [] } }),
  ];

  it('copy a router per entry point and put TLS and middlewares in', () => {
    const args = [...chartArguments, '--entryPoints.websecure.http.middlewares=apps-lan@kubernetescrd'];
    const { routers } = buildConfiguration(
      readStaticConfiguration(args),
      indexObjects([...objects, make.middleware('lan', { ipAllowList: { sourceRange: ['10.0.0.0/8'] } })]),
    );
    const own = [...routers.values()].filter(({ name }) => name.endsWith('@kubernetescrd'));
    expect(
      own.map(({ name, using, config }) => [name.replace(/-[0-9a-f]{20}/, ''), using, config.tls, config.middlewares]),
    ).toEqual([
      ['apps-hello@kubernetescrd', ['metrics', 'web'], undefined, []],
      ['websecure-apps-hello@kubernetescrd', ['websecure'], {}, ['apps-lan@kubernetescrd']],
    ]);
  });

  it('disable every router of the entry point when a middleware is missing', () => {
    const { routers } = buildConfiguration(
      readStaticConfiguration([...chartArguments, '--entryPoints.web.http.middlewares=nope']),
      indexObjects(objects),
    );
    const web = [...routers.values()].find(({ name }) => name.startsWith('web-'));
    expect(web).toMatchObject({ status: 'disabled', errors: ['middleware "nope@kubernetescrd" does not exist'] });
  });
});

describe('an installation', () => {
  const pod = (ready: string, args: readonly string[]): Pod =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'traefik-x', namespace: 'traefik', labels: { 'app.kubernetes.io/name': 'traefik' } },
      spec: { containers: [{ name: 'traefik', image: 'docker.io/traefik:v3.7.11', args }] },
      status: { conditions: [{ type: 'Ready', status: ready }] },
    }) as Pod;

  it('is read from a ready pod of the chart', () => {
    expect(findTraefik([pod('False', chartArguments)])).toBeUndefined();
    const found = findTraefik([pod('True', chartArguments)]);
    expect(found).toMatchObject({ version: '3.7.11', hostname: 'traefik-x' });
    expect(found?.configuration.kubernetesCrd?.allowEmptyServices).toBe(true);
  });

  it('is that of the newest chart when it is assumed', () => {
    const { configuration, version } = assumedTraefik();
    expect([...configuration.entryPoints.keys()]).toEqual(['metrics', 'traefik', 'web', 'websecure']);
    expect(version).toMatch(/^3\.\d+\.\d+$/);
  });
});
