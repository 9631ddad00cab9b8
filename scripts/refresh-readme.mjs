// Puts the present output of the commands into the README's console blocks: `node scripts/refresh-readme.mjs`. Blocks with `…` are left.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, root } from './setup.mjs';

ensureBuilt();
const file = join(root, 'README.md');
const run = (command) => {
  const args = command === 'npm start' ? ['up', 'examples/k3s-homelab'] : command.split(' ').slice(1);
  const env = { ...process.env, NO_COLOR: '1', COLUMNS: '80' };
  return spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], { cwd: root, encoding: 'utf8', env })
    .stdout;
};
const text = readFileSync(file, 'utf8').replaceAll(/```console\n\$ (.+)\n([\s\S]*?)```/g, (block, command, output) =>
  /^…$/m.test(output) || output.includes('\n$ ')
    ? block
    : `\`\`\`console\n$ ${command}\n${run(command).trimEnd()}\n\`\`\``,
);
writeFileSync(file, text);
