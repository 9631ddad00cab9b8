// `npm run generate`: writes what is generated: registries first, then the pages that are made from them.
// With --check nothing is written, and the exit code says whether something would change.
import { spawnSync } from 'node:child_process';
import { ensureDependencies, root } from './setup.mjs';

ensureDependencies();
let failed = false;
for (const script of ['scripts/generate-types.ts', 'scripts/generate-registries.ts', 'scripts/generate-pages.ts']) {
  const args = ['scripts/run.mjs', script, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
