import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createIdentity } from './age.ts';
import { decryptYaml, MacError, metadataOf, NoKeyError } from './decrypt.ts';
import { type EncryptOptions, encryptYaml } from './encrypt.ts';
import { defaultSelection } from './selection.ts';
import { readYamlFile } from './yaml-file.ts';

let identity = '';
let options: EncryptOptions;

beforeAll(async () => {
  const made = await createIdentity();
  identity = made.identity;
  options = { recipients: [made.recipient], selection: defaultSelection, now: Date.UTC(2026, 0, 1) };
});

const leavesOf = async (text: string) =>
  (await readYamlFile(text)).documents.map(({ leaves }) => leaves.map(({ path, scalar }) => ({ path, scalar })));
const encrypt = (text: string, more: Partial<EncryptOptions> = {}) => encryptYaml(text, { ...options, ...more });

describe('encrypting and decrypting', () => {
  test('gives any value back as it was', async () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `k${text}`);
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
    );
    const value = fc.oneof(leaf, fc.array(leaf), fc.dictionary(key, leaf));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value, { minKeys: 1 }), async (object) => {
        const plain = `${JSON.stringify(object, undefined, 1)}\n`;
        const { text } = await decryptYaml(await encrypt(plain), [identity]);
        expect(await leavesOf(text)).toEqual(await leavesOf(plain));
      }),
      { numRuns: 40 },
    );
  });

  test('keeps comments, order and blank lines where nobody had to touch them', async () => {
    const plain = '# first\nb: text # behind\n\na:\n  - 1\n  # in the list\n  - two\n# last\n';
    expect((await decryptYaml(await encrypt(plain), [identity])).text).toBe(plain);
  });

  test('keeps the text of what did not change', async () => {
    const before = await encrypt('a: one\nb: two\n');
    const { kept } = await decryptYaml(before, [identity]);
    const after = await encryptYaml('a: one\nb: three\n', { ...options, recipients: [] }, kept);
    const lines = (text: string) => text.split('\n');
    expect(lines(after)[0]).toBe(lines(before)[0]);
    expect(lines(after)[1]).not.toBe(lines(before)[1]);
    expect((await metadataOf(after))?.age).toEqual((await metadataOf(before))?.age);
  });

  test('never puts the same value into the same text twice', async () => {
    expect(await encrypt('a: one\n')).not.toBe(await encrypt('a: one\n'));
  });
});

describe('what was done to a file afterwards', () => {
  const plain = 'a: one\nb: two\nc_unencrypted: three\n';

  test.each<[what: string, change: (text: string) => string]>([
    ['a readable value was changed', (text) => text.replace('three', 'four')],
    ['a value was taken out', (text) => text.replace(/^a:.*\n/m, '')],
    ['values were swapped', (text) => text.replace(/^c_.*\n/m, '').replace('a:', 'c_unencrypted: three\na:')],
    ['the MAC was taken out', (text) => text.replace(/^ {4}mac:.*\n/m, '')],
    ['the date was changed', (text) => text.replace('2026-01-01', '2026-01-02')],
  ])('%s: the MAC says so', async (_, change) => {
    const changed = change(await encrypt(plain));
    await expect(decryptYaml(changed, [identity])).rejects.toBeInstanceOf(MacError);
  });

  test('a value that was moved to another key does not decrypt', async () => {
    const moved = (await encrypt(plain)).replace(/^a:/m, 'z:');
    await expect(decryptYaml(moved, [identity])).rejects.toThrow('the value at z: cannot be decrypted');
  });

  test('the key of somebody else opens nothing', async () => {
    const other = await createIdentity();
    await expect(decryptYaml(await encrypt(plain), [other.identity])).rejects.toBeInstanceOf(NoKeyError);
    await expect(decryptYaml(await encrypt(plain), [])).rejects.toThrow('no key is at hand');
  });
});

describe('what SOPS refuses', () => {
  test.each([
    ['- a\n', 'no map'],
    ['a: 18446744073709551615\n', 'has no type in SOPS'],
    ['1: a\n', 'no text'],
    ['a: {\n', 'line'],
    ['a: 1\nsops:\n  mac: x\n', 'encrypted already'],
    ['a: !mine x\n', 'tag'],
  ])('%j: %s', async (plain, message) => {
    await expect(encrypt(plain)).rejects.toThrow(message);
  });

  test('a malformed recipient is named', async () => {
    await expect(encrypt('a: b\n', { recipients: ['age1abc'] })).rejects.toThrow('age1abc is no age recipient');
  });
});
