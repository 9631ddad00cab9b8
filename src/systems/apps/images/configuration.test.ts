import { describe, expect, test } from 'vitest';
import { makeRuleInput } from '../../../check/check-objects.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { exampleWorkload, imageProblems, imagesOf } from '../rule-containers.ts';
import { servicePortProblems } from '../rule-service-ports.ts';
import { configurationConflicts } from './configuration.ts';
import type { RunContainer } from './image.ts';
import { type ImageSpec, imageObject } from './image-objects.ts';
import { bareContainer } from './test-containers.ts';

const image = 'ghcr.io/example/app:1';
const run = (given: Partial<RunContainer>): RunContainer => ({
  image,
  ...bareContainer,
  ...given,
});
const spec = (given: Partial<ImageSpec>) => ({
  ports: [],
  user: '',
  volumes: [],
  source: 'its configuration',
  ...given,
});
const kinds = (container: Partial<RunContainer>, known: Partial<ImageSpec>) =>
  configurationConflicts(run(container), spec(known)).map(({ kind }) => kind);

describe('a container that must not be root', () => {
  test.each([
    ['', 'container has runAsNonRoot and image will run as root'],
    ['0', 'container has runAsNonRoot and image will run as root'],
    ['root', 'container has runAsNonRoot and image has non-numeric user (root), cannot verify user is non-root'],
    ['app', 'container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root'],
  ])('is refused with the user %j', (user, message) => {
    for (const container of [run({ nonRoot: true }), run({ nonRoot: true, otherProgram: true })]) {
      const [conflict, ...more] = configurationConflicts(container, spec({ user }));
      expect(conflict).toMatchObject({ kind: 'user', message: expect.stringContaining(message) });
      expect(more).toEqual([]);
    }
  });

  test('is taken with an id, or one of its own', () => {
    expect(kinds({ nonRoot: true }, { user: '1000' })).toEqual([]);
    expect(kinds({ nonRoot: true, user: 1000 }, { user: 'app' })).toEqual([]);
    expect(kinds({}, { user: 'root' })).toEqual([]);
  });
});

describe('ports', () => {
  const exposed = { ports: [8080, 9090], user: '1000' };
  test.each<[string, Partial<RunContainer>, readonly string[]]>([
    ['none of which is exposed', { ports: [80] }, ['exposed']],
    ['of a probe, which is not exposed', { probes: [['readinessProbe', 80]] }, ['exposed']],
    ['one of which is exposed', { ports: [80, 8080] }, []],
    ['that are not named', {}, []],
    ['that an argument may set', { ports: [80], args: ['--port=80'] }, []],
    ['that a variable may set', { ports: [80], env: new Map([['PORT', '80']]) }, []],
    ['that variables from elsewhere may set', { ports: [80], moreEnv: true }, []],
    ['that a mounted file may set', { ports: [80], mounts: ['/etc/app'] }, []],
    ['of another program', { ports: [80], otherProgram: true }, []],
  ])('%s', (_, container, expected) => {
    expect(kinds(container, exposed)).toEqual(expected);
  });

  test('of an image that exposes none are not spoken of', () => {
    expect(kinds({ ports: [80] }, { user: '1000' })).toEqual([]);
  });
});

describe('a declared volume', () => {
  const folder = '/var/lib/db/data';
  const env = (...values: (string | undefined)[]) => new Map(values.map((value, i) => [`V${i}`, value]));
  test.each<[string, Partial<RunContainer>, readonly string[]]>([
    ['with nothing there', {}, ['unkept']],
    ['with a mount at it', { mounts: [`${folder}/`], kept: [`${folder}/`] }, []],
    ['with a lasting mount above it', { mounts: ['/var/lib/db'], kept: ['/var/lib/db'] }, ['hidden']],
    ['with a passing mount above it', { mounts: ['/var/lib/db'] }, []],
    ['with a mount below it', { mounts: [`${folder}/x`], kept: [`${folder}/x`] }, ['unkept']],
    ['with a mount beside it', { mounts: ['/var/lib/d'], kept: ['/var/lib/d'] }, ['unkept']],
    ['not used', { mounts: ['/var/lib/db'], kept: ['/var/lib/db'], env: env('/var/lib/db/other') }, []],
    ['perhaps not used', { mounts: ['/var/lib/db'], kept: ['/var/lib/db'], env: env(undefined) }, []],
    ['perhaps not used at all', { mounts: ['/var/lib/db'], kept: ['/var/lib/db'], moreEnv: true }, []],
    ['not used by argument', { mounts: ['/var/lib/db'], kept: ['/var/lib/db'], args: ['--dir=/var/lib/db/x'] }, []],
  ])('%s', (_, container, expected) => {
    expect(kinds(container, { volumes: [folder], user: '1000' })).toEqual(expected);
  });

  test('can be written to on a read-only root', () => {
    const [conflict] = configurationConflicts(run({ readOnlyRoot: true }), spec({ volumes: ['/data'] }));
    expect(conflict?.message).toBe(
      'ghcr.io/example/app:1 declares /data as a volume, and nothing is mounted there: what it writes is gone with the container; on k3s and Talos it can be written to although the root is read-only (its configuration)',
    );
  });
});

describe('the containers of workloads', () => {
  const inputOf = (...objects: readonly UnknownObject[]) => makeRuleInput(objects.map((object) => ({ object })));
  const known = imageObject(image, { ports: [], user: 'app', volumes: [] }, 'its configuration');
  const securityContext = { runAsNonRoot: true };

  test('that run first are refused, too', () => {
    const workload = exampleWorkload({ image: 'nginx' }, { securityContext, initContainers: [{ name: 'i', image }] });
    const paths = imageProblems(inputOf(known, workload), 'user', () => '').map(({ path }) => path?.slice(-3));
    expect(paths).toEqual([
      ['initContainers', 0, 'image'],
      ['containers', 0, 'image'],
    ]);
  });

  test('keep what their own claims hold', () => {
    const db = imageObject(image, { ports: [], user: '1', volumes: ['/db/data'] }, 'its configuration');
    const { spec: inner, ...rest } = exampleWorkload({ image, volumeMounts: [{ name: 'db', mountPath: '/db' }] });
    const set = {
      ...rest,
      kind: 'StatefulSet',
      spec: { ...(inner as object), volumeClaimTemplates: [{ metadata: { name: 'db' } }] },
    };
    expect(imageProblems(inputOf(db, set as UnknownObject), 'hidden', () => '')).toHaveLength(1);
  });

  test('of the table are held against the table alone', () => {
    const nginx = imageObject('nginx', { ports: [8080], user: 'app', volumes: ['/data'] }, 'its configuration');
    const input = inputOf(nginx, exampleWorkload({ image: 'nginx', ports: [{ containerPort: 80 }] }));
    for (const kind of ['exposed', 'unkept', 'port'] as const) expect(imageProblems(input, kind, () => '')).toEqual([]);
  });

  test('say which images they run, each once', () => {
    const workload = exampleWorkload({ image }, { initContainers: [{ name: 'i', image: 'busybox' }] });
    expect(imagesOf(inputOf(workload, exampleWorkload({ image })))).toEqual(['busybox', image]);
  });

  test('are not held against an object of a file that looks like an image', () => {
    const origin = { file: 'a.yaml', line: 1, document: 0 };
    const input = makeRuleInput([
      { object: known, origin },
      { object: exampleWorkload({ image }, { securityContext }) },
    ]);
    expect(imageProblems(input, 'user', () => '')).toEqual([]);
  });
});

describe('the target port of a Service', () => {
  const known = imageObject(image, { ports: [8080], user: '1', volumes: [] }, 'its configuration');
  const service = (...ports: readonly object[]): UnknownObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'hello', namespace: 'hello' },
    spec: { selector: { app: 'hello' }, ports },
  });
  const problems = (...objects: readonly UnknownObject[]) =>
    servicePortProblems(makeRuleInput(objects.map((object) => ({ object })))).map(({ message }) => message);

  test('on which nobody listens is told of', () => {
    expect(problems(known, exampleWorkload({ image }), service({ port: 80, targetPort: 81 }))).toEqual([
      `port 80 leads to 81; ${image} exposes 8080, and nothing makes it listen on 81 (its configuration)`,
    ]);
  });

  test.each<[string, readonly UnknownObject[]]>([
    ['that is exposed', [known, exampleWorkload({ image }), service({ port: 80, targetPort: 8080 })]],
    ['that has a name', [known, exampleWorkload({ image }), service({ port: 80, targetPort: 'http' })]],
    ['of UDP', [known, exampleWorkload({ image }), service({ port: 53, protocol: 'UDP' })]],
    [
      'that the container names',
      [known, exampleWorkload({ image, ports: [{ containerPort: 80 }] }), service({ port: 80 })],
    ],
    ['of an image that is told more', [known, exampleWorkload({ image, args: ['-p'] }), service({ port: 80 })]],
    ['of an image that is not known', [exampleWorkload({ image }), service({ port: 80 })]],
    ['of no pods', [known, service({ port: 80 })]],
    [
      'of several containers',
      [known, exampleWorkload({ image }, { initContainers: [{ name: 'i', image }] }), service({ port: 80 })],
    ],
  ])('%s is not', (_, objects) => {
    expect(problems(...objects)).toEqual([]);
  });
});
