import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { readObjectsInTurns } from '../repo/objects.ts';
import { readRepositoryInTurns } from '../repo/repository.ts';
import { loadSubject } from './load-subject.ts';
import { render } from './render-lab.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The example's lab, changed, in a folder of its own. */
function labWith(...changes: readonly (readonly [from: string | RegExp, to: string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-hatches-'));
  folders.push(folder);
  cpSync('examples/k3s-homelab/lab.yaml', join(folder, 'lab.yaml'));
  change(folder, ...changes);
  return folder;
}

function change(folder: string, ...changes: readonly (readonly [from: string | RegExp, to: string])[]): void {
  const file = join(folder, 'lab.yaml');
  const text = changes.reduce((before, [from, to]) => before.replace(from, to), readFileSync(file, 'utf8'));
  writeFileSync(file, text);
}

const read = (folder: string, path: string) => readFileSync(join(folder, 'repository', path), 'utf8');
function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, 'repository', path)), { recursive: true });
  writeFileSync(join(folder, 'repository', path), text);
}

/** What Flux would apply. */
async function applied(folder: string) {
  const { tree } = await loadSubject(folder, { charts: 'outline' });
  const { objects } = await readRepositoryInTurns(tree);
  return objects.filter(({ appliedBy }) => appliedBy !== undefined).map(({ object }) => object);
}

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\n  namespace: hello\n';

test("a person's patch reaches what a published manifest brings, behind the patches that stand there already", async () => {
  const folder = labWith(
    [/^addresses:$/m, 'addresses:\n  install: manifest\n  everyTaint: true'],
    [/$/, '\npatches:\n  - { target: { kind: DaemonSet, name: speaker }, patch: { spec: { minReadySeconds: 7 } } }\n'],
  );
  const speaker = (await applied(folder)).find(({ kind }) => kind === 'DaemonSet');
  expect(speaker).toMatchObject({
    metadata: { name: 'speaker' },
    spec: {
      minReadySeconds: 7,
      template: { spec: { tolerations: expect.arrayContaining([{ operator: 'Exists' }]) } },
    },
  });
});

describe("a person's own files", () => {
  test('are applied with what is composed, before and after a render, which is the same twice', async () => {
    const folder = labWith();
    await render(folder, {});
    write(folder, 'apps/hello/mine.yaml', configMap);
    write(folder, 'apps/hello/values.yaml', 'replicas: 2\n');
    const mine = async () => (await applied(folder)).filter(({ metadata }) => metadata.name === 'mine');
    expect(await mine()).toHaveLength(1);
    const { own, result } = await render(folder, {});
    expect(own).toEqual([
      { path: 'apps/hello/mine.yaml', listedIn: 'apps/hello/kustomization.yaml' },
      { path: 'apps/hello/values.yaml' },
    ]);
    expect(result?.changed).toEqual(['apps/hello/kustomization.yaml']);
    expect(await mine()).toHaveLength(1);
    expect((await render(folder, { check: true })).exitCode).toBe(0);
  });

  test('in a folder that the lab does not compose any more are said, and stay', async () => {
    const folder = labWith();
    await render(folder, {});
    write(folder, 'apps/hello/mine.yaml', configMap);
    change(folder, ['- name: hello', '- name: hi']);
    expect((await render(folder, {})).findings).toMatchObject([
      { code: 'own-file-left-behind', severity: 'warning', file: 'apps/hello/mine.yaml' },
    ]);
    expect(read(folder, 'apps/hello/mine.yaml')).toBe(configMap);
  });
});

describe('an edited composed file', () => {
  test('keeps its edits and gets what the lab changes', async () => {
    const folder = labWith();
    await render(folder, {});
    const file = 'apps/hello/deployment.yaml';
    write(folder, file, read(folder, file).replace('kind: Deployment\n', 'kind: Deployment\n# mine\n'));
    expect(await render(folder, {})).toMatchObject({ exitCode: 0, result: { edited: [file], differs: false } });
    change(folder, [/replicas: 2/, 'replicas: 4']);
    const { tree } = await loadSubject(folder, { charts: 'outline' });
    const { result } = await render(folder, {});
    expect(result?.merged).toEqual([file]);
    expect(read(folder, file)).toMatch(/# mine[\s\S]*replicas: 4/);
    expect(tree.get(file)).toBe(read(folder, file));
  });

  test('that the lab changes in the same line is said with both sides, and all else is written', async () => {
    const folder = labWith();
    await render(folder, {});
    const file = 'apps/hello/deployment.yaml';
    write(folder, file, read(folder, file).replace('replicas: 2', 'replicas: 9'));
    change(folder, [/replicas: 2/, 'replicas: 4'], ['- name: hello', '- name: hello\n    path: /hello']);
    const { findings, exitCode, result } = await render(folder, {});
    expect({ exitCode, conflicts: result?.conflicts }).toEqual({
      exitCode: 1,
      conflicts: [{ path: file, reason: 'edited' }],
    });
    expect(findings).toMatchObject([
      { code: 'edit-conflict', file, message: expect.stringContaining('yours `replicas: 9`, composed `replicas: 4`') },
    ]);
    expect(read(folder, 'apps/hello/ingressroute.yaml')).toContain('/hello');
    expect((await render(folder, { force: true })).exitCode).toBe(0);
    expect(read(folder, file)).toContain('replicas: 4');
  });

  test('takes its edits along when its folder moves', async () => {
    const folder = labWith();
    await render(folder, {});
    appendFileSync(join(folder, 'repository/infra/config/traefik/kustomization.yaml'), '# mine\n');
    const pool = 'metallb/kustomization.yaml';
    change(folder, ['  folders:', '  folders:\n    configs: infra/settings\n    apps: work']);
    const { result, exitCode } = await render(folder, {});
    expect(exitCode).toBe(0);
    expect(result?.moved).toContainEqual({ from: 'apps/hello/service.yaml', to: 'work/hello/service.yaml' });
    expect(result?.moved).toContainEqual({ from: `infra/config/${pool}`, to: `infra/settings/${pool}` });
    expect(result?.moved).toContainEqual({ from: 'apps/kustomization.yaml', to: 'work/kustomization.yaml' });
    expect(result?.merged).toEqual(['infra/settings/traefik/kustomization.yaml']);
    expect(read(folder, 'infra/settings/traefik/kustomization.yaml')).toMatch(/# mine\n$/);
    expect((await render(folder, { check: true })).exitCode).toBe(0);
  });

  test('of a folder that Gatehouse rendered before it kept what it composed is said', async () => {
    const folder = labWith();
    await render(folder, {});
    const manifest = join(folder, 'repository/.gatehouse.json');
    const { base, ...rest } = JSON.parse(readFileSync(manifest, 'utf8'));
    expect(base.length).toBeGreaterThan(1);
    writeFileSync(`${manifest}.new`, JSON.stringify(rest));
    renameSync(`${manifest}.new`, manifest);
    appendFileSync(join(folder, 'repository/apps/hello/service.yaml'), '# mine\n');
    expect((await render(folder, {})).findings).toMatchObject([{ code: 'edit-conflict', severity: 'error' }]);
  });
});

describe('values of a release in the lab', () => {
  test('lie over those that are composed, in their own order, and null stays', async () => {
    const values = 'values: { zebra: 1, service: { spec: { externalTrafficPolicy: null } }, ant: [2] }';
    const folder = labWith([/^ingress:\n/m, `ingress:\n  ${values}\n`]);
    await render(folder, {});
    const text = read(folder, 'infra/controller/traefik/helmrelease.yaml');
    expect(text).toMatch(/externalTrafficPolicy: null\n/);
    expect(text).toMatch(/ {4}zebra: 1\n {4}ant:\n {6}- 2\n/);
  });

  test('that the chart refuses are told at their line of the lab', async () => {
    const folder = labWith([/^ingress:\n/m, 'ingress:\n  values:\n    deployment: {}\n    logs: { level: INFO }\n']);
    const { findings } = await loadSubject(folder, { charts: 'outline' });
    const line = readFileSync(join(folder, 'lab.yaml'), 'utf8').split('\n').indexOf('    logs: { level: INFO }') + 1;
    expect(findings).toMatchObject([
      { code: 'own-values-refused', severity: 'error', file: join(folder, 'lab.yaml'), line },
    ]);
  });
});

describe('values of a release that helm installs by hand', () => {
  const plain = ['branch: main\n', 'branch: main\n  layout: plain\n'] as const;
  const folders = [/ {2}folders:\n[^\n]*\n[^\n]*\n/, ''] as const;

  test('lie over those that are composed, in the file of values', async () => {
    const folder = labWith(plain, folders, [/^ingress:\n/m, 'ingress:\n  values: { zebra: 1, ant: null }\n']);
    expect((await render(folder, {})).findings).toEqual([]);
    expect(read(folder, 'traefik/values.yaml')).toMatch(/\nzebra: 1\nant: null\n/);
  });

  test('that the chart refuses are told at their line of the lab', async () => {
    const folder = labWith(plain, folders, [/^ingress:\n/m, 'ingress:\n  values:\n    logs: { level: INFO }\n']);
    const { findings } = await loadSubject(folder, { charts: 'outline' });
    const line = readFileSync(join(folder, 'lab.yaml'), 'utf8').split('\n').indexOf('    logs: { level: INFO }') + 1;
    expect(findings).toMatchObject([{ code: 'own-values-refused', file: join(folder, 'lab.yaml'), line }]);
  });
});

describe('patches in the lab', () => {
  const patches = [
    'patches:',
    '  - target: { kind: Deployment, name: hello }',
    '    patch: { spec: { template: { metadata: { annotations: { mine: "yes" } } } } }',
    '  - target: { kind: Service, namespace: hello }',
    '    patch: [{ op: add, path: /metadata/labels, value: { mine: yes-too } }]',
    '  - patch: |',
    '      apiVersion: v1',
    '      kind: ConfigMap',
    '      metadata: { name: mine, namespace: hello }',
    '      data: { a: b }',
    '  - release: traefik',
    '    target: { kind: DaemonSet }',
    '    patch: { metadata: { labels: { mine: "1" } } }',
  ].join('\n');

  test('change what is applied, also files of a person', async () => {
    const folder = labWith([/$/, `\n${patches}\n`]);
    write(folder, 'apps/hello/mine.yaml', configMap);
    // A folder counts as rendered once it has what render writes.
    expect((await render(folder, {})).findings).toEqual([]);
    const objects = await applied(folder);
    const find = (kind: string, name: string) => objects.find((o) => o.kind === kind && o.metadata.name === name);
    expect(find('Deployment', 'hello')).toMatchObject({
      spec: { replicas: 2, template: { metadata: { annotations: { mine: 'yes' } } } },
    });
    expect(find('Service', 'hello')).toMatchObject({ metadata: { labels: { mine: 'yes-too' } } });
    expect(find('ConfigMap', 'mine')).toMatchObject({ data: { a: 'b' } });
    expect(find('HelmRelease', 'traefik')).toMatchObject({
      spec: { postRenderers: [{ kustomize: { patches: [{ target: { kind: 'DaemonSet' } }] } }] },
    });
    expect((await render(folder, { check: true })).exitCode).toBe(0);
  });

  test.each([
    ['{ target: { kind: Deployment, name: hallo }, patch: { spec: { replicas: 1 } } }', 'no object of the repository'],
    ['{ patch: { spec: { replicas: 1 } } }', 'it has no target'],
    ['{ release: trafik, patch: { spec: { replicas: 1 } } }', 'there is no release trafik'],
    ['{ target: { name: "(" }, patch: { spec: { replicas: 1 } } }', 'error parsing regexp'],
  ])('that change nothing are told at their line: %s', async (patch, message) => {
    const folder = labWith([/$/, `\npatches:\n  - ${patch}\n`]);
    const { findings, exitCode } = await render(folder, { check: true });
    expect(exitCode).toBe(1);
    const line = readFileSync(join(folder, 'lab.yaml'), 'utf8').split('\n').indexOf('patches:') + 2;
    expect(findings).toMatchObject([
      { code: 'patch-matches-nothing', line, message: expect.stringContaining(message) },
    ]);
  });

  test('leave the files as they are: only kustomizations and releases name them', async () => {
    const [plain, patched] = [labWith(), labWith([/$/, `\n${patches.split('  - patch')[0]}\n`])];
    await render(plain, {});
    await render(patched, {});
    const objects = async (folder: string) => (await readObjectsInTurns((await loadSubject(folder)).tree)).length;
    expect(await objects(patched)).toBe(await objects(plain));
    expect(read(patched, 'apps/hello/deployment.yaml')).toBe(read(plain, 'apps/hello/deployment.yaml'));
  });
});

test('the examples of the page are a lab that finds nothing', async () => {
  const page = readFileSync('docs/escape-hatches.md', 'utf8');
  const [values, patches] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);
  const folder = labWith([/^ingress:\n/m, values!.replace(/^ {2}address:.*\n/m, '')], [/$/, `\n${patches}`]);
  expect(await render(folder, {})).toMatchObject({ findings: [], exitCode: 0 });
  expect(read(folder, 'infra/controller/traefik/helmrelease.yaml')).toMatch(
    /globalArguments: null[\s\S]*minReadySeconds/,
  );
  const deployment = (await applied(folder)).find(({ kind }) => kind === 'Deployment');
  expect(deployment).toMatchObject({ spec: { template: { spec: { priorityClassName: 'home' } } } });
});
