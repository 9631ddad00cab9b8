import { expect, test } from 'vitest';
import { printFindings } from './findings-text.ts';
import { plainStyle } from './style.ts';

test('what would steer the terminal is shown, not sent', () => {
  const evil = '\u001b[2Jgone\u009b1A\u0007';
  const finding = {
    code: 'x',
    severity: 'error',
    message: evil,
    object: `Pod/${evil}`,
    file: evil,
    line: 1,
    column: 1,
    excerpt: evil,
    why: evil,
    hint: evil,
  } as const;
  const text = printFindings([finding], 80, plainStyle).join('');
  expect(text.match(/\ufffd\[2Jgone/g)).toHaveLength(6);
  expect(text).not.toMatch(/\p{Cc}/u);
});
