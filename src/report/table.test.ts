import { describe, expect, test } from 'vitest';
import { printTable } from './table.ts';

const plain = { bold: String, dim: String, red: String, green: String, yellow: String, cyan: String };

describe('a table that is too wide', () => {
  const name = 'a-very-long-namespace-of-somebody/a-very-long-name-of-a-secret-with-a-certificate';
  const lines = printTable(['SECRET', 'ISSUER'], [[name, 'letsencrypt-staging-with-a-long-name']], 60, plain);

  test('loses no part of a name', () => {
    const text = lines.slice(1).map((line) => line.slice(2, 2 + name.length).split('  ')[0]);
    expect(text.join('').replaceAll(' ', '')).toBe(name);
    expect(lines.join('\n')).not.toContain('…');
  });

  test('keeps to its width', () => {
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test('gives a row that is the title of others the whole width, its indentation with it', () => {
    const title = '  https://a-long-name.example.org/with/a/path/';
    const rows = [
      [title, ''],
      ['    anyone', '200 of somebody whose name is long as well'],
    ];
    expect(printTable(['URL', 'ANSWER'], rows, 50, plain)).toContain(`  ${title}`);
  });

  test('keeps a mark beside what it marks', () => {
    const rows = [['✔ namespace-of-somebody/name-of-a-secret', 'an-issuer-with-a-long-name']];
    const [, ...shown] = printTable(['SECRET', 'ISSUER'], rows, 50, plain);
    expect(shown.map((line) => line.slice(2, 6))).toEqual(['✔ na', '  /n']);
  });

  test('is as it was where everything fits', () => {
    expect(printTable(['A', 'B'], [['one', 'two words']], 60, plain)).toEqual(['  A    B', '  one  two words']);
  });
});
