import { describe, expect, test } from 'vitest';
import { imageConflicts, type RunContainer } from './image.ts';
import { bareContainer } from './test-containers.ts';

const whoami = 'docker.io/traefik/whoami:v1.11.0';
const nginx = 'nginx:1.29';
const run = (image: string, given: Partial<RunContainer> = {}): RunContainer => ({
  image,
  ...bareContainer,
  ...given,
});
const kinds = (container: RunContainer) => imageConflicts(container).map(({ kind }) => kind);

describe('a known image', () => {
  test.each<[string, Partial<RunContainer>, readonly string[]]>([
    ['its own port', { ports: [80] }, []],
    ['no port', {}, []],
    ['another port', { ports: [8080] }, ['port']],
    ['another port that a flag sets', { ports: [8080], args: ['--port=8080'] }, []],
    ['another port that a flag sets in two words', { ports: [8080], args: ['-verbose', '-port', '8080'] }, []],
    ['a flag that sets a third port', { ports: [8080], args: ['--port', '9090'] }, ['port']],
    ['a flag that is set twice', { ports: [9090], args: ['--port=8080', '--port=9090'] }, []],
    ['a flag behind the end of flags', { ports: [8080], args: ['--', '--port=8080'] }, ['port']],
    ['a flag filled in by the kubelet', { ports: [8080], args: ['--port=$(PORT)'] }, []],
    ['a variable', { ports: [8080], env: new Map([['WHOAMI_PORT_NUMBER', '8080']]) }, []],
    ['an empty variable', { ports: [8080], env: new Map([['WHOAMI_PORT_NUMBER', '']]) }, ['port']],
    ['a variable from elsewhere', { ports: [8080], env: new Map([['WHOAMI_PORT_NUMBER', undefined]]) }, []],
    ['variables from elsewhere', { ports: [8080], moreEnv: true }, []],
    ['another program', { ports: [8080], otherProgram: true }, []],
    ['a probe on its own port', { probes: [['readinessProbe', 80]] }, []],
    ['a probe on another port', { probes: [['readinessProbe', 9090]] }, ['port']],
    [
      'probes on two other ports',
      {
        probes: [
          ['startupProbe', 81],
          ['livenessProbe', 9090],
        ],
      },
      ['port', 'port'],
    ],
    ['a probe on another port, and another program', { probes: [['livenessProbe', 9090]], otherProgram: true }, []],
    ['a probe on the wrong port that it names', { ports: [8080], probes: [['readinessProbe', 8080]] }, ['port']],
    ['the port among others', { ports: [80, 9090] }, []],
  ])('with %s', (_, given, expected) => {
    expect(kinds(run(whoami, given))).toEqual(expected);
  });

  test('that must not be root has to be told which user it is', () => {
    expect(imageConflicts(run(whoami, { nonRoot: true }))[0]?.message).toContain(
      'container has runAsNonRoot and image will run as root',
    );
    expect(kinds(run(whoami, { nonRoot: true, user: 65532 }))).toEqual([]);
    expect(kinds(run('nginxinc/nginx-unprivileged:1.29', { nonRoot: true }))).toEqual([]);
  });

  test.each<[string, Partial<RunContainer>, readonly string[]]>([
    ['as it comes', {}, []],
    ['on a read-only root', { readOnlyRoot: true }, ['folder']],
    ['as another user', { user: 1000 }, ['folder']],
    ['as root', { user: 0 }, []],
    ['with a volume at one of two folders', { readOnlyRoot: true, mounts: ['/run'] }, ['folder']],
    ['with volumes', { user: 1000, mounts: ['/run', '/var/cache'] }, []],
    [
      'with a volume at the old name of a folder',
      { readOnlyRoot: true, mounts: ['/var/run', '/var/cache/nginx/'] },
      [],
    ],
  ])('that writes to folders, %s', (_, given, expected) => {
    expect(kinds(run(nginx, given))).toEqual(expected);
  });

  test('may listen anywhere when its configuration is mounted', () => {
    expect(kinds(run(nginx, { ports: [8080] }))).toEqual(['port']);
    expect(kinds(run(nginx, { ports: [8080], mounts: ['/etc/nginx/conf.d'] }))).toEqual([]);
  });
});

test('of an image that is not known nothing is said', () => {
  const given = { ports: [1], nonRoot: true, readOnlyRoot: true };
  expect(kinds(run('ghcr.io/me/whoami:1', given))).toEqual([]);
  expect(kinds(run('', given))).toEqual([]);
});
