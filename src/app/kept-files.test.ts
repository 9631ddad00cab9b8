import { expect, test } from 'vitest';
import { missingKeptFiles } from './kept-files.ts';

const composed = new Map([['apps/kustomization.yaml', 'kind: Kustomization']]);
const standing = new Map([['token.yaml', 'sops: {}']]);
const missing = (sops: string) =>
  missingKeptFiles({
    labFile: 'lab/lab.yaml',
    folder: 'lab/repository',
    secrets: [{ namespace: 'cert-manager', name: 'token', key: 'api-token', purpose: 'the token', from: { sops } }],
    composed,
    standing,
  });

test.each(['token.yaml', './token.yaml'])('%s of the repository is there', (path) => {
  expect(missing(path)).toEqual([]);
});

test.each(['absent.yaml', '.', '../age.key', 'token.yaml/x'])('%s is missing', (path) => {
  expect(missing(path)).toMatchObject([{ code: 'encrypted-secret-missing', object: 'Secret/cert-manager/token' }]);
});

test('a file that is composed is not replaced, and said', () => {
  expect(missing('./apps/kustomization.yaml')).toMatchObject([
    { code: 'encrypted-secret-composed', severity: 'error' },
  ]);
});
