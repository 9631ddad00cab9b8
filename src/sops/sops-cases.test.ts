import { describe, expect, test } from 'vitest';
import { readIdentities } from './age.ts';
import { decryptYaml } from './decrypt.ts';
import { encryptYaml } from './encrypt.ts';
import { identities, readCase, readRecords } from './test-records.ts';
import { readYamlFile } from './yaml-file.ts';

const recorded = readRecords('recorded.json');

const valuesOf = async (text: string) =>
  (await readYamlFile(text)).documents.map(({ leaves }) => leaves.map(({ path, scalar }) => [path, scalar.text]));
const commentsOf = async (text: string) => (await readYamlFile(text)).comments.map((comment) => comment.text).sort();
/** A text without what chance has made of it. */
const shapeOf = (text: string): string => text.replaceAll(/ENC\[[^\]]*type:(\w+)\]/g, 'ENC[$1]');

describe.each(recorded)('$file with $way', ({ file, selection, macOnlyEncrypted, ...texts }) => {
  test('decrypts from what sops encrypted to what sops decrypts it to', async () => {
    const { text } = await decryptYaml(texts.bySops, identities);
    expect(await valuesOf(text)).toEqual(await valuesOf(texts.clearBySops));
    expect(await commentsOf(text)).toEqual(await commentsOf(texts.clearBySops));
  });

  test('is encrypted into what sops decrypts to the same bytes as its own', () => {
    expect(texts.clearOfOurs).toBe(texts.clearBySops);
  });

  test('is still encrypted into the text that sops decrypted', async () => {
    const { text, kept } = await decryptYaml(texts.byUs, identities);
    expect(await valuesOf(text)).toEqual(await valuesOf(readCase(file)));
    const now = Date.UTC(2026, 0, 1);
    const again = await encryptYaml(readCase(file), { recipients: [], selection, macOnlyEncrypted, now }, kept);
    expect(shapeOf(again)).toBe(shapeOf(texts.byUs));
  });

  test.each([
    ['other-key.txt', true],
    ['key.txt', true],
  ])('opens with %s', async (key, opens) => {
    const opened = await decryptYaml(texts.byUs, readIdentities(readCase(key), key));
    expect(opened.text.includes('AGE ENCRYPTED')).toBe(!opens);
  });
});
