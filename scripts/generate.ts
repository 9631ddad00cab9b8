// Writes what is generated: the registry of systems, the reference pages and the JSON Schema of the lab file.
// `--check` writes nothing and fails when a file would change.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { printRegistry, printRuleRegistry } from './generate-registry.ts';

const root = process.cwd();
const check = process.argv.includes('--check');
const stale: string[] = [];

function emit(path: string, text: string): void {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  stale.push(path);
  if (check) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const ids = readdirSync(join(root, 'src/systems'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, 'src/systems', entry.name, 'index.ts')))
  .map((entry) => entry.name)
  .sort();
emit('src/systems/index.ts', printRegistry(ids));
for (const id of ids) {
  const folder = join(root, 'src/systems', id, 'rules');
  if (!existsSync(folder)) continue;
  const rules = readdirSync(folder).filter((name) => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'index.ts');
  emit(`src/systems/${id}/rules/index.ts`, printRuleRegistry(rules.map((name) => name.slice(0, -3)).sort()));
}

const { referencePages } = await import('./generate-reference.ts');
for (const [path, text] of await referencePages()) emit(path, text);

if (stale.length === 0) {
  process.stdout.write('generated files are up to date\n');
} else {
  process.stdout.write(`${stale.map((path) => `${check ? 'stale' : 'wrote'} ${path}`).join('\n')}\n`);
  if (check) process.exitCode = 1;
}
