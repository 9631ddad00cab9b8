import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createIdentity } from '../sops/age.ts';
import { metadataOf } from '../sops/decrypt.ts';
import { decryptFile, encryptFiles, rotateFiles } from './secrets-change.ts';
import { checkSecrets } from './secrets-check.ts';
import { editFile } from './secrets-edit.ts';
import { initSecrets } from './secrets-init.ts';
import { defaultKeyFile, gatherIdentities } from './secrets-keys.ts';

const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  token: hunter2\n';

async function platform() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-secrets-'));
  const env = { HOME: join(folder, '..', `${folder}-home`) };
  const report = await initSecrets(folder, { env, now: 0 });
  const file = join(folder, 'token.sops.yaml');
  writeFileSync(file, secret);
  return { folder, env, file, report };
}

const codesOf = async (folder: string, env: Record<string, string>) =>
  (await checkSecrets(folder, { env })).findings.map(({ code }) => code);

describe('secrets init', () => {
  test('makes a key only its owner can read, and rules that name it', async () => {
    const { folder, env, report } = await platform();
    expect(report.keyFile).toBe(defaultKeyFile(env));
    expect(statSync(report.keyFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, '.sops.yaml'), 'utf8')).toContain(report.recipients[0]);
  });

  test('never overwrites a key or rules', async () => {
    const { folder, env, report } = await platform();
    const before = readFileSync(report.keyFile, 'utf8');
    writeFileSync(join(folder, '.sops.yaml'), 'creation_rules: []\n');
    const again = await initSecrets(folder, { env, now: 1 });
    expect(again).toMatchObject({
      madeKey: false,
      wroteRules: false,
      rulesLackKey: true,
      recipients: report.recipients,
    });
    expect(readFileSync(report.keyFile, 'utf8')).toBe(before);
  });
});

describe('secrets encrypt and decrypt', () => {
  test('encrypts in place as the rules say, and leaves nothing beside', async () => {
    const { folder, env, file } = await platform();
    chmodSync(file, 0o640);
    await encryptFiles([file]);
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    expect(readFileSync(file, 'utf8')).toContain('name: token');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['.sops.yaml', 'token.sops.yaml']);
    expect((await decryptFile(file, { env })).text).toBe(secret);
  });

  test('writes nothing when one of the files cannot be encrypted', async () => {
    const { folder, file } = await platform();
    const other = join(folder, 'no-rule.yaml');
    writeFileSync(other, secret);
    await expect(encryptFiles([file, other])).rejects.toThrow(/no creation rule of .* matches/);
    expect(readFileSync(file, 'utf8')).toBe(secret);
  });

  test('never shows a value in what it refuses', async () => {
    const { file } = await platform();
    writeFileSync(file, 'stringData: {token: hunter2\nb: [');
    const thrown = await encryptFiles([file]).catch((error: unknown) => error);
    expect(String(thrown)).not.toContain('hunter2');
  });
});

describe('secrets rotate', () => {
  test('takes another data key, for the recipients that the rules name now', async () => {
    const { folder, env, file } = await platform();
    await encryptFiles([file]);
    const before = await metadataOf(readFileSync(file, 'utf8'));
    const { recipient } = await createIdentity();
    const rules = readFileSync(join(folder, '.sops.yaml'), 'utf8');
    writeFileSync(join(folder, '.sops.yaml'), rules.replaceAll(/^( {4}age: .*)$/gm, `$1,${recipient}`));
    expect(await codesOf(folder, env)).toEqual(['secret-recipients-differ']);
    await rotateFiles([file], { env });
    const after = await metadataOf(readFileSync(file, 'utf8'));
    expect(after?.age.map((key) => key.recipient)).toContain(recipient);
    expect(after?.age[0]?.enc).not.toBe(before?.age[0]?.enc);
    expect(await codesOf(folder, env)).toEqual([]);
  });
});

describe('secrets edit', () => {
  test('shows an editor the file in clear, and wipes what it was shown', async () => {
    const { folder, env, file } = await platform();
    await encryptFiles([file]);
    const seen = join(folder, 'seen');
    const editor = `f() { echo "$1" > ${seen}; sed -i.old s/hunter2/changed/ "$1"; }; f`;
    expect(await editFile(file, { env: { ...env, EDITOR: editor } })).toBe(true);
    expect((await decryptFile(file, { env })).text).toBe(secret.replace('hunter2', 'changed'));
    expect(existsSync(join(readFileSync(seen, 'utf8').trim(), '..'))).toBe(false);
  });

  test('leaves the file as it was when nothing was changed, and when the editor fails', async () => {
    const { env, file } = await platform();
    await encryptFiles([file]);
    const before = readFileSync(file, 'utf8');
    expect(await editFile(file, { env: { ...env, EDITOR: 'true' } })).toBe(false);
    await expect(editFile(file, { env: { ...env, EDITOR: 'false' } })).rejects.toThrow('false ended with 1');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('secrets check', () => {
  test.each<[what: string, change: (text: string) => string, codes: readonly string[]]>([
    ['an encrypted file', (text) => text, []],
    ['a file in clear', () => secret, ['secret-not-encrypted']],
    ['a MAC that was taken out', (text) => text.replace(/^ {4}mac:.*\n/m, ''), ['secret-changed-in-place']],
    ['a name that was changed', (text) => text.replace('name: token', 'name: other'), ['secret-changed-in-place']],
  ])('says of %s what is wrong', async (_, change, codes) => {
    const { folder, env, file } = await platform();
    await encryptFiles([file]);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    expect(await codesOf(folder, env)).toEqual(codes);
  });

  test('without the key the MAC is not known to hold', async () => {
    const { folder, file } = await platform();
    await encryptFiles([file]);
    expect(await codesOf(folder, { HOME: join(folder, 'nobody') })).toEqual(['secret-not-verified']);
  });

  test('finds a Secret in clear that no rule covers', async () => {
    const { folder, env, file } = await platform();
    await encryptFiles([file]);
    writeFileSync(join(folder, 'open.yaml'), secret);
    expect(await codesOf(folder, env)).toEqual(['secret-in-clear']);
  });
});

describe('keys', () => {
  test('come from the environment, or from the file that is named alone', async () => {
    const { env, report } = await platform();
    const other = await createIdentity();
    expect(await gatherIdentities({ ...env, SOPS_AGE_KEY: other.identity })).toHaveLength(2);
    expect(await gatherIdentities({ ...env, SOPS_AGE_KEY: other.identity }, report.keyFile)).toHaveLength(1);
    await expect(gatherIdentities({ ...env, SOPS_AGE_KEY_FILE: `${report.keyFile}.other` })).rejects.toThrow(
      'no such key file',
    );
  });
});
