import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { buildProgram } from '../program.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';
import { bash } from './bash.ts';
import { commandWords } from './command-words.ts';
import { fish } from './fish.ts';
import { powershell } from './powershell.ts';
import { zsh } from './zsh.ts';

const program = buildProgram('0.0.0', {} as Terminal, () => undefined, {} as Signals);
const words = commandWords(program, (name) => (name === 'explain' ? ['pool-overlaps-dhcp'] : []));
const check = words.find(({ name }) => name === 'check')!;

test('every command is there, with what its options take', () => {
  expect(words.map(({ name }) => name)).toEqual(program.commands.map((command) => command.name()));
  expect(check.options.find(({ flag }) => flag === '--format')).toMatchObject({
    takesValue: true,
    values: ['text', 'json', 'sarif', 'github', 'junit', 'markdown'],
  });
  expect(check.options.find(({ flag }) => flag === '--lab')).toMatchObject({ takesValue: true, values: [] });
  expect(check.options.find(({ flag }) => flag === '--all')).toMatchObject({ takesValue: false, values: [] });
});

describe.each([bash, zsh, fish, powershell])('the script for $id', ({ id, print }) => {
  const script = print(words);

  it('names every command and option', () => {
    for (const { name, options } of words) {
      expect(script).toContain(name);
      for (const { flag } of options) expect(script).toContain(id === 'fish' ? `-l ${flag.slice(2)} ` : flag);
    }
  });

  const shell = ['/bin', '/usr/bin'].map((folder) => `${folder}/${id}`).find(existsSync);
  it.skipIf(!shell || id === 'powershell')('is read by the shell', () => {
    const read = spawnSync(shell!, ['-n'], { input: script, encoding: 'utf8' });
    expect([read.status, read.stderr]).toEqual([0, '']);
  });
});

test.skipIf(!existsSync('/bin/bash')).each([
  [['gatehouse', 'che'], ['check']],
  [['gatehouse', 'check', '--form'], ['--format']],
  [['gatehouse', 'check', '.', '--format', 's'], ['sarif']],
  [['gatehouse', 'explain', 'pool-o'], ['pool-overlaps-dhcp']],
])('bash completes %j', (typed, expected) => {
  const line = typed.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${typed.length - 1}; _gatehouse; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('/bin/bash', ['-c', `${bash.print(words)}\n${ask}`], { encoding: 'utf8' });
  expect([stdout.trim().split('\n'), stderr]).toEqual([expected, '']);
});
