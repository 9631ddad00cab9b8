import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { lateCompilation } from './compile-late.ts';

test.each([
  ['11.3.244.8-node.33', '--interrupt-budget=400000'],
  ['12.4.254.21-node.21', '--invocation-count-for-turbofan=12000'],
  ['13.6.233.10-node.17', undefined],
  ['', undefined],
])('V8 %s is given only what it knows', (version, setting) => {
  expect(lateCompilation(version)).toBe(setting);
});

test('the V8 that runs here knows the option', () => {
  const setting = lateCompilation(process.versions.v8);
  const options = setting ? [setting] : [];
  expect(execFileSync(process.execPath, [...options, '-e', 'console.log("runs")'], { encoding: 'utf8' })).toBe(
    'runs\n',
  );
});
