import { describe, expect, test } from 'vitest';
import { decryptText, encodingOf, encryptText, formatOf, isSealed } from './formats.ts';
import { parseIni, printIni } from './ini-file.ts';
import { parseJson } from './json-parse.ts';
import { identities, readCase, readRecords } from './test-records.ts';

const recorded = readRecords('recorded-formats.json');
const told = (file: string, text: string) =>
  encodingOf(file) === 'latin1' ? Buffer.from(text, 'latin1').toString('base64') : text;
/** A text without what chance has made of it. */
const shapeOf = (text: string): string =>
  text
    .replaceAll(/ENC\[[^\]]*type:(\w+)\]/g, 'ENC[$1]')
    .replaceAll(/AGE ENCRYPTED FILE-----\\n.*?-----END/g, 'AGE')
    .replaceAll(/lastmodified(": "| *= ?)[^"\n]*/g, 'lastmodified');

describe.each(recorded)('$file with $way', ({ file, selection, macOnlyEncrypted, ...texts }) => {
  test('decrypts from what sops encrypted to the bytes that sops decrypts it to', async () => {
    const { text } = await decryptText(file, texts.bySops, identities);
    expect(told(file, text)).toBe(texts.clearBySops);
  });

  test('is encrypted into what sops decrypts to the same bytes as its own, in the same form', () => {
    expect(texts.clearOfOurs).toBe(texts.clearBySops);
    expect(shapeOf(texts.byUs)).toBe(shapeOf(texts.bySops));
  });

  test('is still encrypted into the text that sops decrypted', async () => {
    const { kept } = await decryptText(file, texts.byUs, identities);
    const plain = readCase(file, encodingOf(file));
    const options = { recipients: [], selection, macOnlyEncrypted, now: Date.UTC(2026, 0, 1) };
    expect(shapeOf(await encryptText(file, plain, options, kept))).toBe(shapeOf(texts.byUs));
  });

  test('is seen to be encrypted, and refused when its MAC was changed', async () => {
    expect([isSealed(file, texts.bySops), isSealed(file, texts.clearBySops)]).toEqual([true, false]);
    const [, head = '', letters = ''] =
      /((?:\bmac": "|_mac=|^mac += )ENC\[AES256_GCM,data:)(..)/m.exec(texts.byUs) ?? [];
    const changed = texts.byUs.replace(head + letters, `${head}${letters === 'AA' ? 'BB' : 'AA'}`);
    await expect(decryptText(file, changed, identities)).rejects.toThrow('the MAC of the file cannot be decrypted');
  });
});

test.each([
  ['a/b.sops.yml', 'yaml'],
  ['b.json', 'json'],
  ['.env', 'dotenv'],
  ['b.ini', 'ini'],
  ['b.yaml.txt', 'binary'],
])('%s is a file of the format %s', (path, format) => expect(formatOf(path)).toBe(format));

test.each([
  ['[1]', 'a map at the top'],
  ['{"a": 1', 'ends too early'],
  ['{"a" 1}', 'a key is missing'],
  ['{"a": 01}', 'comma is missing'],
  ['{"a": }', 'a value is missing'],
  ['{"a": 1} {}', 'behind the end'],
  ['{"a": "\\x"}', 'malformed'],
  ['{a: 1}', 'no JSON'],
])('the JSON %s is refused: %s', (text, reason) => expect(() => parseJson(text)).toThrow(reason));

test('keys that come twice, and those that look like numbers, keep their places', () => {
  const keys = parseJson('{"2": 1, "1": 2, "2": 3}').map((item) => ('key' in item ? item.key : ''));
  expect(keys).toEqual(['2', '1', '2']);
});

test('a line of variables without a name is refused', async () => {
  const options = { recipients: ['age1x'], selection: {}, now: 0 };
  await expect(encryptText('a.env', 'A=1\nB\n', options)).rejects.toThrow('variable 2 is no NAME=VALUE');
});

describe('an INI file', () => {
  const options = { recipients: ['age1x'], selection: {}, now: 0 };

  test.each([
    ['[a\n', 'line 1: the section has no ]'],
    ['[]\n', 'line 1: the section has no name'],
    ['a\n', 'line 1 is no NAME=VALUE'],
    ['a=1\n=b\n', 'line 2 is no NAME=VALUE'],
    ['"a=1\n', 'line 1: the quote of the key is not closed'],
    ['a="""b\nc\n', 'line 1: the quote of the value is not closed'],
    ['- = 1\n', 'line 1: SOPS gives a key of the name - another one, and loses it'],
    ['[sops]\nmac = ENC[AES256_GCM]\n', 'the file is encrypted already'],
  ])('of %j is refused: %s', async (text, reason) => {
    await expect(encryptText('a.ini', text, options)).rejects.toThrow(reason);
  });

  test('whose comment begins with an empty line is refused when it would be written, where sops itself breaks', () => {
    expect(() => printIni(parseIni('#\n# b\na = 1\n'))).toThrow('a comment begins with an empty line');
  });

  test.each([
    [
      'values go on over lines, in quotes or behind a backslash',
      'a = """1\n2""" # c\nb = 1\\\n 2\n',
      '; c\na = """1\n2"""\nb = 12\n',
    ],
    ['one quote of a kind around a value is taken off', `a = 'x'\nb = '"'\nc = "x"y"\n`, `a = x\nb = "\nc = "x"y"\n`],
    ['a name may stand in quotes, and hold what divides', '`a=b`: 1\n"""c`d"""=2\n', '`a=b`     = 1\n"""c`d""" = 2\n'],
  ])('%s', (_, text, printed) => {
    expect(printIni(parseIni(text))).toBe(printed);
  });
});
