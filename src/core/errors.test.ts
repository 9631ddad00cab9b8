import { expect, test } from 'vitest';
import { reasonOf } from './errors.ts';

test.each([
  [new Error("ENOENT: no such file or directory, mkdir '/x'"), 'no such file or directory'],
  [new Error("EACCES: permission denied, open '/x'"), 'permission denied'],
  [new Error('EIO: i/o error'), 'i/o error'],
  [new Error('it is late'), 'it is late'],
  ['a text', 'a text'],
])('the reason of %s is said without code, call and path', (thrown, reason) => {
  expect(reasonOf(thrown)).toBe(reason);
});
