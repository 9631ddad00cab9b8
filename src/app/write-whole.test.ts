import { mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeWhole } from './write-whole.ts';

const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'whole-'));
const page = { what: 'the page', instead: 'name a file: --html FILE', option: '--html' };

describe('a file that is written whole', () => {
  test('takes the place of what stood there, and nothing is left beside it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'page.html'), 'before');
    await writeWhole(join(folder, 'page.html'), ['one ', 'two'], page);
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe('one two');
    expect(readdirSync(folder)).toEqual(['page.html']);
  });

  test('keeps what stood there when it fails half way', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'page.html'), 'before');
    const parts = (function* () {
      yield 'one ';
      throw new Error('the views broke off');
    })();
    await expect(writeWhole(join(folder, 'page.html'), parts, page)).rejects.toThrow(/the views broke off/);
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['page.html']);
  });

  test('is read by its owner alone where that is asked for', async () => {
    const file = join(temporaryFolder(), 'lab.snapshot');
    await writeWhole(file, ['secret'], { ...page, mode: 0o600 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('follows a link', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'kept.html'), 'before');
    symlinkSync('kept.html', join(folder, 'page.html'));
    await writeWhole(join(folder, 'page.html'), ['after'], page);
    expect(readFileSync(join(folder, 'kept.html'), 'utf8')).toBe('after');
  });

  test.each([
    ['a folder that is missing', (folder: string) => join(folder, 'none', 'page.html'), 'its folder does not exist'],
    ['a folder', (folder: string) => folder, 'it is no file'],
    ['a device', () => '/dev/null', 'it is no file'],
  ])('says why it cannot be written to %s', async (_name, fileIn, why) => {
    const file = fileIn(temporaryFolder());
    await expect(writeWhole(file, ['text'], page)).rejects.toThrow(`cannot write the page ${file}: ${why}`);
  });
});
