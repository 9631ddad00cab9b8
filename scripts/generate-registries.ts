// The registries: `src/systems/index.ts` from its folders, each system's `rules/index.ts` from its files, and the built-in kinds.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { emitAll } from './emit.ts';
import {
  printComponentRegistry,
  printKindRegistry,
  printLabCheckRegistry,
  printLabRegistry,
  printRegistry,
  printRuleRegistry,
} from './print-registry.ts';

const folder = 'src/systems';
const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${folder}/${entry.name}/index.ts`))
  .map((entry) => entry.name)
  .sort();
const ruleRegistries = ids
  .filter((id) => existsSync(`${folder}/${id}/rules`))
  .map((id) => {
    const names = readdirSync(`${folder}/${id}/rules`).filter(
      (name) => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'index.ts',
    );
    return [
      `${folder}/${id}/rules/index.ts`,
      printRuleRegistry(names.map((name) => name.slice(0, -3)).sort()),
    ] as const;
  });
const composing = ids.filter((id) => existsSync(`${folder}/${id}/component.ts`));
const slicing = ids.filter((id) => existsSync(`${folder}/${id}/lab.ts`));
const checking = ids.filter((id) => existsSync(`${folder}/${id}/lab-checks.ts`));
/** The files of the built-in kinds: those that export `kind`. */
const kindFolder = 'src/cluster/embedded/kinds';
const kindPaths = readdirSync(kindFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: group }) => readdirSync(`${kindFolder}/${group}`).map((file) => `${group}/${file}`))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .filter((path) => /^export const kind\b/m.test(readFileSync(`${kindFolder}/${path}`, 'utf8')))
  .map((path) => path.slice(0, -3))
  .sort();
emitAll([
  [`${kindFolder}/index.ts`, printKindRegistry(kindPaths)],
  [`${folder}/index.ts`, printRegistry(ids)],
  [`${folder}/components.ts`, printComponentRegistry(composing)],
  [`${folder}/lab.ts`, printLabRegistry(slicing)],
  [`${folder}/lab-checks.ts`, printLabCheckRegistry(checking)],
  ...ruleRegistries,
]);
