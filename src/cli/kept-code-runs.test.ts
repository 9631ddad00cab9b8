import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(process.cwd(), 'dist/cli/main.js');
const args = [main, 'explain', 'pool-overlaps-dhcp'];
const home = mkdtempSync(join(tmpdir(), 'gatehouse-home-'));
const folder = join(home, 'gatehouse/code');

function explain(settings: NodeJS.ProcessEnv = {}): string {
  const env = { ...process.env, XDG_CACHE_HOME: home, NODE_V8_COVERAGE: '', ...settings };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

test('a command says the same whatever became of its compiled code', async () => {
  const said = explain({ GATEHOUSE_CODE_CACHE: 'off' });
  expect(readdirSync(home)).toEqual([]);
  expect(explain()).toBe(said);
  const [name = ''] = readdirSync(folder);
  const file = join(folder, name);
  const whole = readFileSync(file);
  expect(explain()).toBe(said);
  for (const at of [0, Math.floor(whole.length / 2)]) {
    writeFileSync(
      file,
      whole.map((byte, index) => (index === at ? byte ^ 255 : byte)),
    );
    expect(explain()).toBe(said);
  }
  truncateSync(file, 1000);
  expect(explain()).toBe(said);
  expect(statSync(file).size).toBeGreaterThan(1000);
});

test('a run that is killed leaves nothing that another takes for code', async () => {
  const said = explain();
  for (const milliseconds of [80, 160, 240]) {
    const child = spawn(process.execPath, args, { env: { ...process.env, XDG_CACHE_HOME: home }, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    setTimeout(() => child.kill('SIGKILL'), milliseconds);
    await ended;
    expect(explain()).toBe(said);
  }
});
