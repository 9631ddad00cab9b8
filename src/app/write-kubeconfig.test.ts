import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { missingClient, requireClient } from '../../test/clients.ts';
import { realRuns } from './run-owner.ts';
import { ended, merged, ours, production, unmerged } from './test-kubeconfigs.ts';
import { writeKubeconfig } from './write-kubeconfig.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-kubeconfig-'));
  file = join(folder, 'config');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const text = (path = file) => readFileSync(path, 'utf8');
const names = (path = file) => {
  const config = parse(text(path));
  const namesOf = (list?: { name: string }[]) => (list ?? []).map(({ name }) => name);
  return [namesOf(config.clusters), namesOf(config.users), namesOf(config.contexts), config['current-context']];
};

describe('a kubeconfig of other clusters', () => {
  test('gains our entries, keeps its own with their comments, and is what it was at the end', async () => {
    writeFileSync(file, production, { mode: 0o640 });
    const { close } = await writeKubeconfig(file, ours);
    expect(names()).toEqual(merged);
    for (const kept of ['# my clusters', '# of the office', 'disable-compression: yes # as it stands', '"0123"']) {
      expect(text()).toContain(kept);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await close();
    expect(text()).toBe(production);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    await close();
    expect(readdirSync(folder)).toEqual(['config']);
  });

  test('keeps what others added and chose meanwhile', async () => {
    writeFileSync(file, production);
    const { removeNow } = await writeKubeconfig(file, ours);
    const other = "- name: kind\n  cluster: { server: 'https://127.0.0.1:1' }\n";
    writeFileSync(
      file,
      text()
        .replace('clusters:\n', `clusters:\n${other}`)
        .replace(/current-context: .*/, 'current-context: kind'),
    );
    removeNow();
    expect(names()).toEqual([['kind', 'production'], ['admin'], ['production'], 'kind']);
    expect(text()).toContain('# of the office');
    removeNow();
  });

  test('whose context was named gatehouse by somebody else is left alone', async () => {
    for (const list of ['clusters', 'contexts', 'users']) {
      const own = `apiVersion: v1\nkind: Config\ncurrent-context: gatehouse\n${list}:\n- name: gatehouse\n`;
      writeFileSync(file, own);
      await expect(writeKubeconfig(file, ours)).rejects.toThrow(
        /has a \w+ named gatehouse that Gatehouse did not write/,
      );
      expect(text()).toBe(own);
    }
  });

  test('whose entry is marked as ours but leads elsewhere is left alone', async () => {
    const { close } = await writeKubeconfig(file, ours);
    const moved = text()
      .replace('127.0.0.1', '10.0.0.9')
      .replaceAll(/owner: .*/g, `owner: "${ended()}"`);
    await close();
    writeFileSync(file, moved);
    await expect(writeKubeconfig(file, ours)).rejects.toThrow('cluster named gatehouse');
    expect(text()).toBe(moved);
  });

  test('in JSON stays JSON', async () => {
    const json = JSON.stringify(
      {
        kind: 'Config',
        clusters: [{ name: 'production', cluster: { 'insecure-skip-tls-verify': true } }],
        users: null,
      },
      null,
      2,
    );
    writeFileSync(file, json);
    const { close } = await writeKubeconfig(file, ours);
    expect(JSON.parse(text()).clusters.map(({ name }: { name: string }) => name)).toEqual(['production', 'gatehouse']);
    expect(JSON.parse(text()).users[0].user.token).toBe('token');
    expect(JSON.parse(text()).clusters[0].cluster).toEqual({ 'insecure-skip-tls-verify': true });
    await close();
    expect(text()).toBe(json);
  });

  test.each([
    '',
    '# nothing yet\n',
    '---\n',
    'apiVersion: v1\nclusters: null\ncontexts: []\ncurrent-context: ""\nkind: Config\nusers:\n',
  ])('that is empty like %j is so again at the end', async (empty) => {
    writeFileSync(file, empty);
    const { close } = await writeKubeconfig(file, ours);
    expect(names()).toEqual([['gatehouse'], ['gatehouse'], ['gatehouse'], 'gatehouse']);
    if (empty.startsWith('#')) expect(text()).toContain('# nothing yet');
    await close();
    expect(text()).toBe(empty);
  });
});

describe('what a killed run left', () => {
  const leave = async (before?: string) => {
    if (before !== undefined) writeFileSync(file, before);
    const { removeNow } = await writeKubeconfig(file, ours);
    const left = text().replaceAll(/owner: .*/g, `owner: "${ended()}"`);
    removeNow();
    writeFileSync(file, left);
  };

  test('is replaced, and what was before it comes back', async () => {
    await leave(production);
    const { close } = await writeKubeconfig(file, ours);
    expect(names()).toEqual(merged);
    await close();
    expect(names()).toEqual(unmerged);
  });

  test('in a file that it made goes with the file', async () => {
    await leave();
    const { close } = await writeKubeconfig(file, ours);
    await close();
    expect(existsSync(file)).toBe(false);
  });

  test('beside the file, a lock and a part, is swept', async () => {
    writeFileSync(`${file}.lock`, ended());
    writeFileSync(join(folder, `.config.gatehouse-${ended()}`), 'half');
    writeFileSync(join(folder, `.config.gatehouse-${realRuns.next()}`), 'of a living one');
    const { close } = await writeKubeconfig(file, ours);
    await close();
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

test('a run that is still there keeps its entries, and is named', async () => {
  const { close } = await writeKubeconfig(file, ours);
  const before = text();
  await expect(writeKubeconfig(file, ours)).rejects.toThrow(
    `the cluster of process ${process.pid}, which is still running`,
  );
  expect(text()).toBe(before);
  await close();
  expect(readdirSync(folder)).toEqual([]);
});

test("another program's lock is respected when adding; at the end our entries go all the same", async () => {
  const { close } = await writeKubeconfig(file, ours);
  writeFileSync(`${file}.lock`, '');
  await close();
  expect(readdirSync(folder)).toEqual(['config.lock']);
  await expect(writeKubeconfig(file, ours)).rejects.toMatchObject({
    message: expect.stringContaining(`${file}.lock stands there`),
    hint: expect.stringContaining(`delete ${file}.lock`),
  });
  expect(readdirSync(folder)).toEqual(['config.lock']);
});

describe('a link', () => {
  test('is followed and stays', async () => {
    mkdirSync(join(folder, 'dotfiles'));
    const target = join(folder, 'dotfiles/kube');
    writeFileSync(target, production);
    symlinkSync('dotfiles/kube', file);
    const { close } = await writeKubeconfig(file, ours);
    expect(names(target)).toEqual(merged);
    await close();
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(text(target)).toBe(production);
  });

  test('to nothing yet gets its file, which goes at the end', async () => {
    symlinkSync('later', file);
    const { close } = await writeKubeconfig(file, ours);
    expect(names(join(folder, 'later'))[3]).toBe('gatehouse');
    await close();
    expect(readdirSync(folder)).toEqual(['config']);
  });

  test('in circles is said', async () => {
    symlinkSync('config', file);
    await expect(writeKubeconfig(file, ours)).rejects.toThrow('a link that leads in circles');
  });
});

describe('what is no kubeconfig', () => {
  test.each([
    ['a lab', 'name: homelab\nnodes: []\n', 'its kind is not Config'],
    ['an object', 'kind: Pod\napiVersion: v1\n', 'its kind is not Config'],
    ['two documents', `${production}---\n${production}`, 'more than one document'],
    ['no YAML', 'clusters: [secret\nusers: {', 'is no YAML'],
    ['a list', '- secret\n', 'it is no map'],
    ['a text', 'secret', 'it is no map'],
    ['clusters of another form', 'kind: Config\nclusters: { a: secret }\n', 'clusters is no list'],
  ])('like %s is left as it is, and not quoted', async (_, content, message) => {
    writeFileSync(file, content);
    const error = await writeKubeconfig(file, ours).catch((thrown) => thrown);
    expect(error.message).toContain(message);
    expect(`${error.message} ${error.cause}`).not.toContain('secret');
    expect(text()).toBe(content);
    expect(readdirSync(folder)).toEqual(['config']);
  });

  test.each([
    ['/dev/stdout', 'no file but a device'],
    ['/dev/null', 'no file but a device'],
    ['/proc/self/fd/1', 'no file but a device'],
  ])('like %s is said, and never waited for', async (path, message) => {
    await expect(writeKubeconfig(path, ours)).rejects.toThrow(message);
  });

  test('like a folder, a pipe or a folder that is missing is said', async () => {
    await expect(writeKubeconfig(folder, ours)).rejects.toThrow('it is a folder');
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    if (existsSync(join(folder, 'pipe'))) {
      await expect(writeKubeconfig(join(folder, 'pipe'), ours)).rejects.toThrow('no regular file');
    }
    await expect(writeKubeconfig(join(folder, 'gone/config'), ours)).rejects.toMatchObject({
      message: `cannot write the kubeconfig ${join(folder, 'gone/config')}: its folder does not exist`,
      hint: expect.stringContaining('a folder that exists'),
    });
  });

  test.skipIf(process.getuid?.() === 0)('like a place that may not be written is said', async () => {
    writeFileSync(file, production, { mode: 0o400 });
    await expect(writeKubeconfig(file, ours)).rejects.toThrow('cannot write the kubeconfig');
    rmSync(file);
    chmodSync(folder, 0o500);
    await expect(writeKubeconfig(file, ours)).rejects.toThrow('cannot write the kubeconfig');
    chmodSync(folder, 0o700);
  });
});

test('asked for none, it lies in a folder of its own that goes at the end', async () => {
  const { path, close } = await writeKubeconfig(undefined, ours);
  expect([text(path), statSync(path).mode & 0o777]).toEqual([ours, 0o600]);
  await close();
  expect(existsSync(dirname(path))).toBe(false);
});

describe.skipIf(missingClient('kubectl'))('with kubectl', () => {
  test('the entries are read, and go also after it has written the file anew', async () => {
    writeFileSync(file, production);
    const kubectl = requireClient('kubectl', { KUBECONFIG: file, HOME: folder });
    const { close } = await writeKubeconfig(file, ours);
    expect((await kubectl(['config', 'current-context'])).stdout.trim()).toBe('gatehouse');
    expect((await kubectl(['config', 'set-context', '--current', '--namespace=apps'])).code).toBe(0);
    await close();
    expect(names()).toEqual(unmerged);
    expect((await kubectl(['config', 'view', '--raw', '-o', 'jsonpath={.users[0].user.token}'])).stdout).toBe('0123');
  });

  test('a file that was made goes also after it has written it anew', async () => {
    const kubectl = requireClient('kubectl', { KUBECONFIG: file, HOME: folder });
    const { close } = await writeKubeconfig(file, ours);
    expect((await kubectl(['config', 'set-context', '--current', '--namespace=apps'])).code).toBe(0);
    await close();
    expect(existsSync(file)).toBe(false);
  });
});
