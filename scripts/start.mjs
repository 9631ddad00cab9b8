// `npm start`: all set-up, then the main job: the example lab, composed, brought up and proven.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureDependencies, root } from './setup.mjs';

ensureDependencies();
ensureBuilt();
const args = process.argv.slice(2);
const command = args.length > 0 ? args : ['up', 'examples/k3s-homelab'];
const result = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...command], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(result.status ?? 1);
