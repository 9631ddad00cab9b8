import { expect, test } from 'vitest';
import { SecretReference } from './secret-reference.ts';

test.each([
  ['cloudflare', 'secrets/cloudflare.sops.yaml'],
  ['infra/token.sops.yaml', 'infra/token.sops.yaml'],
  ['token.sops.yaml', 'token.sops.yaml'],
  ['token.yml', 'token.yml'],
])('the encrypted Secret %s is the file %s of the repository', (sops, path) => {
  expect(SecretReference.parse({ sops }).sops).toBe(path);
});
