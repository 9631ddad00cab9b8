import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { loadLater } from './load-later.ts';

test('what takes long to begin is asked for when something of it is used, once', () => {
  const asked: string[] = [];
  const require = loadLater((id) => {
    asked.push(id);
    return { port: 80 };
  });
  const https = require('node:https') as { readonly port: number };
  expect(asked).toEqual([]);
  expect([https.port, https.port]).toEqual([80, 80]);
  expect(asked).toEqual(['node:https']);
  require('node:path');
  expect(asked).toEqual(['node:https', 'node:path']);
});

test.each(['node:child_process', 'node:http', 'node:http2', 'node:net', 'node:tls', 'node:zlib'])(
  '%s is the same as when it is loaded at once',
  (id) => {
    const ask = createRequire(import.meta.url);
    const [late, real] = [loadLater(ask)(id), ask(id)] as Record<string, unknown>[];
    expect({ ...late }).toEqual({ ...real });
    expect(Object.getOwnPropertyNames(late)).toEqual(Object.getOwnPropertyNames(real));
    expect('nothing' in late!).toBe(false);
    expect(Object.getPrototypeOf(late)).toBe(Object.getPrototypeOf(real));
  },
);
