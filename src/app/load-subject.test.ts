import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from './check.ts';
import { findSubject } from './find-subject.ts';
import { loadSubject } from './load-subject.ts';
import { render } from './render-lab.ts';

const example = 'examples/k3s-homelab';
const fresh = () => mkdtempSync(join(tmpdir(), 'gatehouse-subject-'));

/** A folder with the example's lab and its repository. */
function platform(): string {
  const folder = fresh();
  cpSync(example, folder, { recursive: true });
  return folder;
}

const write = (folder: string, path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: hello}\n`;

describe('what a path stands for', () => {
  test.each([
    ['a lab file', [], 'lab.yaml', { folder: 'repository', composes: true, lab: 'lab.yaml' }],
    ['a folder with a lab', [], '.', { folder: 'repository', composes: true, lab: 'lab.yaml' }],
    ['a folder that was rendered into', ['.gatehouse.json'], '.', { folder: '.', composes: true, lab: 'lab.yaml' }],
    [
      'the lab file of such a folder',
      ['.gatehouse.json'],
      'lab.yaml',
      { folder: '.', composes: true, lab: 'lab.yaml' },
    ],
    [
      'a rendered repository beside its lab',
      ['repository/.gatehouse.json'],
      'repository',
      { folder: 'repository', composes: true, lab: 'lab.yaml' },
    ],
    [
      'a repository beside a lab that nobody rendered',
      ['repository/a.yaml'],
      'repository',
      { folder: 'repository', composes: false, lab: 'lab.yaml' },
    ],
    ['a folder elsewhere', ['other/a.yaml'], 'other', { folder: 'other', composes: false, lab: undefined }],
    [
      'a repository with the lab at its root',
      ['own/lab.yaml', 'own/flux.yaml'],
      'own',
      { folder: 'own', composes: false, lab: 'own/lab.yaml' },
    ],
  ])('%s', async (_, files, path, { folder, composes, lab }) => {
    const root = fresh();
    const flux = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\n';
    for (const file of ['lab.yaml', ...files]) write(root, file, flux);
    const found = await findSubject(join(root, path));
    expect(found).toEqual({
      folder: join(root, folder),
      composes,
      ...(lab !== undefined && { lab: join(root, lab) }),
    });
  });

  test('a lab that is named describes the folder, and composes nothing where Gatehouse did not render', async () => {
    const root = fresh();
    write(root, 'other/a.yaml', configMap('a'));
    write(root, 'lab.yaml', readFileSync(join(example, 'lab.yaml'), 'utf8'));
    const { tree, lab } = await loadSubject(join(root, 'other'), { lab: join(root, 'lab.yaml') });
    expect([...tree.keys()]).toEqual(['a.yaml']);
    expect(lab?.nodes.map(({ name }) => name)).toContain('k3s-server-1');
  });

  test('what cannot be looked at is said without a system call', async () => {
    const root = fresh();
    symlinkSync(join(root, 'b'), join(root, 'a'));
    symlinkSync(join(root, 'a'), join(root, 'b'));
    await expect(findSubject(join(root, 'a'))).rejects.toMatchObject({
      message: `cannot look at ${join(root, 'a')}: links lead in circles`,
      hint: expect.stringContaining('name another'),
    });
  });

  test('two labs are refused', async () => {
    await expect(findSubject(join(example, 'lab.yaml'), 'other.yaml')).rejects.toThrow('is a lab file itself');
  });
});

describe('the tree of a lab is what would be pushed', () => {
  test('a file that a person wrote beside the composed ones counts', async () => {
    const folder = platform();
    write(folder, 'repository/apps/hello/extra.yaml', configMap('extra'));
    const { tree, findings } = await loadSubject(folder);
    expect(tree.get('apps/hello/extra.yaml')).toContain('extra');
    expect(findings).toEqual([]);
  });

  test('a file that was edited counts as it stands, and is said', async () => {
    const folder = platform();
    const edited = join(folder, 'repository/apps/hello/service.yaml');
    writeFileSync(edited, readFileSync(edited, 'utf8').replace('name: hello', 'name: hallo'));
    const { tree, findings } = await loadSubject(folder);
    expect(tree.get('apps/hello/service.yaml')).toContain('name: hallo');
    expect(findings).toMatchObject([
      { code: 'file-not-composed', severity: 'warning', file: 'apps/hello/service.yaml' },
    ]);
  });

  test('a file that the lab changes counts as composed, and one that it drops no longer', async () => {
    const folder = platform();
    const lab = join(folder, 'lab.yaml');
    writeFileSync(lab, readFileSync(lab, 'utf8').replace('- name: hello', '- name: hi'));
    const { tree, findings } = await loadSubject(folder);
    const paths = [...tree.keys()];
    expect(paths).toContain('apps/hi/service.yaml');
    expect(paths.filter((path) => path.startsWith('apps/hello/'))).toEqual([]);
    expect(findings).toEqual([]);
    await render(folder, {});
    expect((await loadSubject(folder)).tree).toEqual(tree);
  });

  test('named by the rendered folder it is the same', async () => {
    const folder = platform();
    const [byLab, byFolder] = [await loadSubject(folder), await loadSubject(join(folder, 'repository'))];
    expect(byFolder.tree).toEqual(byLab.tree);
    expect(byFolder.lab).toEqual(byLab.lab);
    expect(byFolder.secrets).toEqual(byLab.secrets);
  });

  test('where nothing is rendered yet it is what is composed', async () => {
    const folder = platform();
    const whole = (await loadSubject(folder)).tree;
    rmSync(join(folder, 'repository'), { recursive: true });
    expect((await loadSubject(folder)).tree).toEqual(whole);
  });

  test('rendered beside the lab file itself, it is rendered there again and the lab file is no manifest', async () => {
    const folder = platform();
    rmSync(join(folder, 'repository'), { recursive: true });
    const first = await render(folder, { out: folder });
    expect(first.result?.created.length).toBeGreaterThan(10);
    const again = await render(folder, { check: true });
    expect(again.result?.differs).toBe(false);
    expect([...(await loadSubject(folder)).tree.keys()]).not.toContain('lab.yaml');
    expect((await check(folder)).findings).toEqual([]);
  });
});

describe('nodes of a repository that no lab describes', () => {
  const selecting = (selector: string) => {
    const folder = fresh();
    write(
      folder,
      'pod.yaml',
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  nodeSelector: {${selector}}\n  containers: [{name: a, image: "a:1"}]\n`,
    );
    return folder;
  };

  test('are made up, and said', async () => {
    const { nodes, assumptions, findings } = await loadSubject(selecting('kubernetes.io/hostname: node-2'));
    expect(nodes?.map(({ name }) => name)).toEqual(['node-1', 'node-2', 'node-3']);
    expect(assumptions).toMatchObject([
      { id: 'nodes', value: 'node-1 node-2 node-3' },
      { id: 'node-cpus', value: 64 },
      { id: 'node-memory', value: '256Gi' },
    ]);
    expect(findings).toEqual([]);
  });

  test('have what a selector asks for, and whether they do is not known', async () => {
    const { nodes, findings } = await loadSubject(selecting('gpu: "yes", kubernetes.io/hostname: nuc'));
    expect(nodes?.find(({ name }) => name === 'nuc')?.labels).toEqual({ gpu: 'yes' });
    expect(findings).toMatchObject([
      { code: 'node-not-described', severity: 'unknown', object: 'Pod/a', file: 'pod.yaml', line: 1 },
    ]);
  });

  test('are those that are named', async () => {
    const named = [{ name: 'nuc', address: '10.0.0.2', role: 'control-plane' as const }];
    const folder = selecting('kubernetes.io/hostname: nuc');
    const { nodes, assumptions, findings } = await loadSubject(folder, { nodes: named });
    expect({ nodes, assumptions, findings }).toEqual({ nodes: named, assumptions: [], findings: [] });
  });

  test('are not named where a lab names them', async () => {
    await expect(loadSubject(example, { nodes: [] })).rejects.toThrow('the nodes stand in');
  });
});

test('a folder of files that cannot be read as text is told file by file, and holds more than nothing', async () => {
  const root = fresh();
  writeFileSync(join(root, 'a.yaml'), Buffer.from('apiVersion: v1\nkind: ConfigMap\n', 'utf16le'));
  const { findings } = await check(root);
  expect(findings).toMatchObject([{ code: 'file-not-utf8', file: 'a.yaml' }]);
});
