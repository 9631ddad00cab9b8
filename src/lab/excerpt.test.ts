import { expect, test } from 'vitest';
import { printExcerpt } from './excerpt.ts';

test.each([
  ['  image: nginx:1.29\r', '  image: nginx:1.29'],
  ['    apiToken: s3cr3t', '    apiToken: ***'],
  ['  - password: "hunter2"', '  - password: ***'],
  ['    apiToken: { env: CLOUDFLARE_API_TOKEN }', '    apiToken: { env: CLOUDFLARE_API_TOKEN }'],
  ['    apiToken: { value: s3cr3t }', '    apiToken: ***'],
  ['    apiToken:', '    apiToken:'],
  ['x'.repeat(300), `${'x'.repeat(159)}…`],
])('%s is shown as %s', (line, shown) => {
  expect(printExcerpt(line)).toBe(shown);
});

test.each([
  ['      value: s3cr3t', '      value: ***'],
  ['      s3cr3t', '      ***'],
  ['    apiToken:', '    apiToken:'],
])('where a secret belongs, %s is shown as %s', (line, shown) => {
  expect(printExcerpt(line, true)).toBe(shown);
});
