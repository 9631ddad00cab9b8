import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildProgram } from '../src/cli/program.ts';
import type { Signals } from '../src/cli/signals.ts';
import type { Terminal } from '../src/cli/terminal.ts';

const page = 'docs/man/gatehouse.1';

test('the manual page has every command with its long options', () => {
  const text = readFileSync(page, 'utf8').replaceAll('\\-', '-');
  const program = buildProgram('0.0.0', {} as Terminal, () => undefined, {} as Signals);
  for (const command of program.commands) {
    expect(text).toContain(`.SS gatehouse ${command.name()} `);
    for (const { long } of command.options) expect(text).toContain(long);
  }
});

test.skipIf(!existsSync('/usr/bin/groff'))('the manual page is set without a warning', () => {
  const { status, stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-Tutf8', '-P-cbou', page], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/GATEHOUSE\(1\)[\s\S]*EXIT STATUS[\s\S]*could not run/);
});
