// `npm run fuzz [RUNS]`: random input, 500 times where nothing else is asked. GATEHOUSE_SEED repeats what failed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureDependencies, root } from './setup.mjs';

ensureDependencies();
ensureBuilt();
const runs = process.argv[2] ?? '500';
if (!/^[1-9]\d*$/.test(runs)) {
  console.error(`npm run fuzz -- ${runs}: a number of runs, e.g. 500`);
  process.exit(2);
}
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const env = { ...process.env, GATEHOUSE_FUZZ: runs };
const result = spawnSync(process.execPath, [vitest, 'run', 'fuzz.test.ts'], { cwd: root, stdio: 'inherit', env });
process.exit(result.status ?? 1);
