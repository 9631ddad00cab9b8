import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readIdentities } from './age.ts';
import { decryptYaml } from './decrypt.ts';
import { encryptYaml } from './encrypt.ts';
import type { Selection } from './selection.ts';
import { readYamlFile } from './yaml-file.ts';

interface Recorded {
  readonly file: string;
  readonly way: string;
  readonly selection: Selection;
  readonly macOnlyEncrypted: boolean;
  readonly bySops: string;
  readonly clearBySops: string;
  readonly byUs: string;
  readonly clearOfOurs: string;
}

const folder = join(import.meta.dirname, 'cases');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const recorded = JSON.parse(read('recorded.json')) as readonly Recorded[];
const identities = readIdentities(read('key.txt'), 'key.txt');

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
    expect(await valuesOf(text)).toEqual(await valuesOf(read(file)));
    const now = Date.UTC(2026, 0, 1);
    const again = await encryptYaml(read(file), { recipients: [], selection, macOnlyEncrypted, now }, kept);
    expect(shapeOf(again)).toBe(shapeOf(texts.byUs));
  });

  test.each([
    ['other-key.txt', true],
    ['key.txt', true],
  ])('opens with %s', async (key, opens) => {
    const opened = await decryptYaml(texts.byUs, readIdentities(read(key), key));
    expect(opened.text.includes('AGE ENCRYPTED')).toBe(!opens);
  });
});
