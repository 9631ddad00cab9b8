// `npm test`: all set-up, then every test. `npm test -- PATTERN` runs some of them, `npm test -- --smoke` those that tell within seconds
// whether the house stands: every floor's own tests, the architecture, and the example brought up once.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureDependencies, root } from './setup.mjs';

const floors = ['core', 'kube', 'lab', 'check', 'compose', 'controlplane', 'report'].map((floor) => `src/${floor}`);
const smoke = [...floors, 'src/app/example.test.ts', 'src/systems/systems.test.ts', 'test/architecture.test.ts'];
/** Long tables, whose kind the others cover. */
const long = ['src/kube/cel.test.ts', 'src/core/go-regexp.test.ts', 'src/kube/yaml-write.test.ts'];

ensureDependencies();
ensureBuilt();
const asked = process.argv.slice(2);
const args = asked.includes('--smoke')
  ? [...asked.filter((arg) => arg !== '--smoke'), ...smoke, ...long.flatMap((file) => ['--exclude', file])]
  : asked;
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const result = spawnSync(process.execPath, [vitest, 'run', ...args], { cwd: root, stdio: 'inherit' });
process.exit(result.status ?? 1);
