// Writes the type declarations of what the package exports: those that the entry needs, and no others.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { root } from './setup.mjs';

const entry = 'controlplane/start-cluster';
const work = mkdtempSync(join(tmpdir(), 'gatehouse-types-'));
try {
  const project = join(work, 'tsconfig.json');
  const compilerOptions = {
    declaration: true,
    emitDeclarationOnly: true,
    outDir: join(work, 'out'),
    rootDir: join(root, 'src'),
    typeRoots: [join(root, 'node_modules/@types')],
  };
  const files = [join(root, 'src', `${entry}.ts`)];
  writeFileSync(project, JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const made = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stdout || made.stderr);
  const target = join(root, 'dist/types');
  rmSync(target, { recursive: true, force: true });
  for (const file of neededFrom(join(work, 'out', `${entry}.d.ts`)))
    cpSync(file, join(target, relative(join(work, 'out'), file)));
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** A declaration and all that it imports. */
function neededFrom(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, target] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)\.ts'/g))
    neededFrom(join(dirname(file), `${target}.d.ts`), found);
  return found;
}
