// `npm run check`: all that CI does. Keeps going when a step fails and lists the failures at the end.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt, ensureDependencies, root } from './setup.mjs';

ensureDependencies();
ensureBrowser();
const bin = (name) => join(root, 'node_modules', '.bin', name);
const results = join(root, '.cache', 'test-results.json');
mkdirSync(join(root, '.cache'), { recursive: true });
rmSync(results, { force: true });

const node = process.execPath;
const steps = [
  { name: 'lint and format', command: bin('biome'), args: ['check', '.'] },
  { name: 'types', command: bin('tsc'), args: ['--noEmit'] },
  { name: 'types of the page', command: bin('tsc'), args: ['-p', 'src/web/ui'] },
  { name: 'unused files, exports and dependencies', command: bin('knip'), args: ['--no-progress'] },
  { name: 'data files', command: node, args: ['scripts/refresh.mjs', '--check'] },
  { name: 'generated files', command: node, args: ['scripts/generate.mjs', '--check'] },
  {
    name: 'tests',
    command: 'npm',
    args: ['test', '--', '--reporter=default', '--reporter=json', `--outputFile=${results}`],
  },
  { name: 'coverage of the pure floors', command: node, args: ['scripts/coverage.mjs'] },
  { name: 'package', command: node, args: ['scripts/check-package.mjs'] },
];

const failures = [];
let passed = 0;
for (const step of steps) {
  process.stdout.write(`\n── ${step.name}\n`);
  if (step.name === 'tests') ensureBuilt();
  const { status } = spawnSync(step.command, step.args, { cwd: root, stdio: 'inherit' });
  if (status === 0) passed += 1;
  else failures.push(step.name);
}

const tests = existsSync(results)
  ? JSON.parse(readFileSync(results, 'utf8'))
  : { numPassedTests: 0, numFailedTests: 0 };
// A failing test already counts by itself; the step counts only when it failed without one.
const failedSteps = failures.filter((name) => name !== 'tests' || tests.numFailedTests === 0).length;
process.stdout.write(failures.length === 0 ? '\nall steps passed\n' : `\nfailed: ${failures.join(', ')}\n`);
process.stdout.write(`${tests.numPassedTests + passed} passed, ${tests.numFailedTests + failedSteps} failed\n`);
process.exit(failures.length === 0 ? 0 : 1);
