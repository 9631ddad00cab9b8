// Puts the present output of the commands into the console blocks of pages: `node scripts/refresh-readme.mjs`. Blocks with `…` are left.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, root } from './setup.mjs';

ensureBuilt();
const run = (command) => {
  const args = command === 'npm start' ? ['up', 'examples/k3s-homelab'] : command.split(' ').slice(1);
  const env = { ...process.env, NO_COLOR: '1', COLUMNS: '80' };
  return spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], { cwd: root, encoding: 'utf8', env })
    .stdout;
};
for (const page of ['README.md', 'docs/migrate.md']) {
  const file = join(root, page);
  const text = readFileSync(file, 'utf8').replaceAll(/```console\n\$ (.+)\n([\s\S]*?)```/g, (block, command, output) =>
    /^…$/m.test(output) || output.includes('\n$ ')
      ? block
      : `\`\`\`console\n$ ${command}\n${run(command).trimEnd()}\n\`\`\``,
  );
  writeFileSync(file, text);
}
