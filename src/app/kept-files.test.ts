import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readKeptFiles } from './kept-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-kept-'));
mkdirSync(join(folder, 'repository'));
writeFileSync(join(folder, 'age.key'), 'AGE-SECRET-KEY-1');
writeFileSync(join(folder, 'repository/token.yaml'), 'sops: {}');
symlinkSync('token.yaml', join(folder, 'repository/link.yaml'));
symlinkSync('../age.key', join(folder, 'repository/leaving.yaml'));

const composed = new Map([['apps/kustomization.yaml', 'kind: Kustomization']]);
const keep = (sops: string) =>
  readKeptFiles(
    join(folder, 'lab.yaml'),
    [{ namespace: 'cert-manager', name: 'token', key: 'api-token', purpose: 'the token', from: { sops } }],
    composed,
  );

test.each(['token.yaml', './token.yaml', 'link.yaml'])('%s of the repository is read', async (path) => {
  const { tree, missing } = await keep(path);
  expect([...tree.values()]).toEqual(['sops: {}']);
  expect(missing).toEqual([]);
});

test.each(['absent.yaml', '.', 'leaving.yaml', '../age.key', 'token.yaml/x'])(
  '%s is none, and not read',
  async (path) => {
    const { tree, missing } = await keep(path);
    expect(tree.size).toBe(0);
    expect(missing).toMatchObject([{ code: 'encrypted-secret-missing', object: 'Secret/cert-manager/token' }]);
  },
);

test('a file that is composed is not replaced, and said', async () => {
  const { tree, missing } = await keep('./apps/kustomization.yaml');
  expect(tree.size).toBe(0);
  expect(missing).toMatchObject([{ code: 'encrypted-secret-composed', severity: 'error' }]);
});
