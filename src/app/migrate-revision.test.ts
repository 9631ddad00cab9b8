import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openFirstSide } from './migrate-revision.ts';

let root: string;
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    encoding: 'utf8',
  });

function commit(text: string): void {
  writeFileSync(join(root, 'home', 'lab.yaml'), text);
  git('add', '--all');
  git('commit', '--quiet', '--message', text);
}

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-revision-')));
  mkdirSync(join(root, 'home'));
  git('init', '--quiet');
  commit('name: first');
  commit('name: second');
  writeFileSync(join(root, 'home', 'lab.yaml'), 'name: third');
});

describe('the first side of a migration', () => {
  test('is what lies at a path, and is left there', async () => {
    const path = join(root, 'home', 'lab.yaml');
    const side = await openFirstSide(path, root);
    await side.remove();
    expect([side.name, side.path, existsSync(path)]).toEqual([path, path, true]);
  });

  test.each([
    ['HEAD', 'name: second'],
    ['HEAD~1', 'name: first'],
  ])('is the second one as it was in %s, read into a folder that is removed', async (revision, text) => {
    const side = await openFirstSide(revision, join(root, 'home'));
    expect(readFileSync(join(side.path, 'lab.yaml'), 'utf8')).toBe(text);
    expect(git('rev-parse', revision)).toContain(side.name);
    await side.remove();
    expect(existsSync(side.path)).toBe(false);
    expect(git('status', '--porcelain')).toBe(' M home/lab.yaml\n');
  });

  test.each([
    ['HEAD~9', 'home', 'HEAD~9: there is no such file or folder, and it is no revision of'],
    ['--upload-pack=x', 'home', '--upload-pack=x: there is no such file or folder, and it is no revision of'],
  ])('%s is refused', async (revision, to, message) => {
    await expect(openFirstSide(revision, join(root, to))).rejects.toThrow(message);
  });

  test('is refused where the second one was not there yet, and where there is no repository', async () => {
    mkdirSync(join(root, 'later'));
    await expect(openFirstSide('HEAD', join(root, 'later'))).rejects.toThrow(/later is not in the revision/);
    const outside = mkdtempSync(join(tmpdir(), 'gatehouse-outside-'));
    await expect(openFirstSide('HEAD', outside)).rejects.toThrow('is in no Git repository');
  });
});
