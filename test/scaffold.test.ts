import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-scaffold-'));
const copied = [
  'src',
  'scripts',
  'docs',
  'data',
  'examples',
  'package.json',
  'package-lock.json',
  'biome.json',
  'tsconfig.json',
  'vitest.config.ts',
  'test',
  '.gitignore',
];
for (const path of copied) cpSync(path, join(folder, path), { recursive: true });
symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  return { status, out: stdout + stderr };
};
const create = (...args: string[]) => run(process.execPath, 'scripts/new.mjs', ...args);
const tool = (name: string, ...args: string[]) => run(join(folder, 'node_modules/.bin', name), ...args);

test('a new system, new rules and a new middleware are registered, documented, formatted and typed', () => {
  const made = create('system', 'open-ebs').out;
  for (const file of ['index', 'lab', 'component', 'component.test', 'chart', 'claims', 'assumptions'])
    expect(made).toContain(`wrote src/systems/open-ebs/${file}.ts`);
  for (const due of ['documentation', 'version', 'claims', 'rules/', 'exact', 'chart-digests.json', 'test'])
    expect(made.slice(made.indexOf('What is due'))).toContain(due);
  expect(readFileSync(join(folder, 'docs/reference/lab.md'), 'utf8')).toContain('| `openEbs` |');
  expect(create('rule', 'metallb', 'pool-too-small-for-comfort').out).toContain('wrote docs/reference/rules.md');
  for (const needs of ['lab', 'objects', 'cluster']) {
    const { out } = create('rule', 'open-ebs', `vip-of-${needs}`, '--needs', needs);
    expect(out).toContain('wrote src/systems/open-ebs/rules/index.ts');
    expect(out).toContain('wrote docs/reference/rules/open-ebs.md');
  }
  expect(create('middleware', 'inFlightBytes').out).toContain(
    'wrote src/systems/traefik/middlewares/in-flight-bytes.ts',
  );
  expect(readFileSync(join(folder, 'src/systems/traefik/middlewares/index.ts'), 'utf8')).toContain('inFlightBytes,');
  expect(readFileSync(join(folder, 'src/systems/index.ts'), 'utf8')).toContain("from './open-ebs/index.ts'");
  expect(tool('biome', 'check', 'src/systems', '--error-on-warnings').out).toContain('No fixes applied');
  expect(tool('tsc', '--noEmit').out).not.toContain('src/systems/');
  const examples = tool('vitest', 'run', 'src/systems/rules.test.ts', '-t', 'open-ebs/');
  expect(examples.out).toContain('12 passed');
  expect(examples.status).toBe(0);
  const system = tool('vitest', 'run', 'src/systems/open-ebs', 'src/systems/systems.test.ts', '-t', 'open-ebs|the lab');
  expect(system.out).toContain('2 passed');
  expect(system.status).toBe(0);
});

test.each([
  [['system', 'Kube_VIP'], 'lower-case words'],
  [['system', 'metallb'], 'exists already'],
  [['rule', 'nothing', 'x'], 'there is no such system'],
  [['rule', 'metallb', '../x'], 'lower-case words'],
  [['rule', 'metallb', 'x', '--needs', 'luck'], 'usage:'],
  [['middleware', 'ip-allow-list'], 'as in the configuration'],
  [['middleware', 'ipAllowList'], 'exists already'],
  [['thing'], 'usage:'],
])('new %j is refused', (args, message) => {
  const { status, out } = create(...args);
  expect(status).toBe(2);
  expect(out).toContain(message);
});
