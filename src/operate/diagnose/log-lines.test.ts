import { describe, expect, test } from 'vitest';
import { quoteLog, withoutSecrets } from './log-lines.ts';

describe('lines of a log', () => {
  test.each([
    ['postgres://app:hunter2@db:5432/app is gone', 'postgres://app:…@db:5432/app is gone'],
    ['DB_PASSWORD=hunter2 refused', 'DB_PASSWORD=… refused'],
    ['{"token": "abc def", "id": 1}', '{"token": …, "id": 1}'],
    ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: Bearer …'],
    ['listen tcp :80: bind: permission denied', 'listen tcp :80: bind: permission denied'],
  ])('are shown without what is secret: %s', (line, shown) => {
    expect(withoutSecrets(line)).toBe(shown);
  });

  test('are quoted from the end, without empty ones', () => {
    expect(quoteLog('web', ['one', 'two', '', 'three', 'four', ''])).toEqual([
      'log of web: two',
      'log of web: three',
      'log of web: four',
    ]);
  });
});
