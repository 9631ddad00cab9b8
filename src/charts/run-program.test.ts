import { describe, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

const node = process.execPath;
const run = (script: string, seconds = 60) => runProgram({ program: node, args: ['-e', script], seconds });
/** A program that starts another one, which holds its pipes open for ever. */
const child = `require('node:child_process').spawn(process.execPath, ['-e', 'console.log(process.pid); setInterval(() => {}, 1e6)'], { stdio: 'inherit' });`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a program that is run', () => {
  test('gives what it prints, and its code', async () => {
    expect(await run('console.log("a"); console.error("b"); process.exitCode = 3')).toEqual({
      stdout: 'a\n',
      stderr: 'b\n',
      code: 3,
    });
  });

  test('is ended with all that it has started when it takes too long', async () => {
    const { stdout, ended } = await run(child, 4);
    expect(ended).toBe(' takes more than 4 s');
    await expect.poll(() => isRunning(Number(stdout)), { timeout: 30_000 }).toBe(false);
  });

  test('is ended when it prints without end, though it is another one that prints', async () => {
    const { ended } = await run(
      `require('node:child_process').spawn(process.execPath, ['-e', 'const more = () => process.stdout.write("x".repeat(1e6), more); more()'], { stdio: 'inherit' });`,
    );
    expect(ended).toBe(' prints more than 64 MiB');
  });

  test.each([
    ['is not there', { program: '/nowhere/helm', args: [] }],
    ['is given what no program can be given', { program: node, args: ['a\0b'] }],
  ])('is said to be impossible to run when it %s', async (_, call) => {
    expect(await runProgram({ ...call, seconds: 60 })).toMatchObject({
      ended: expect.stringMatching(/^ cannot be run: /),
    });
  });
});
