// The registries: `src/systems/index.ts` from its folders, and each system's `rules/index.ts` from its files.
import { existsSync, readdirSync } from 'node:fs';
import { emitAll } from './emit.ts';
import {
  printComponentRegistry,
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
emitAll([
  [`${folder}/index.ts`, printRegistry(ids)],
  [`${folder}/components.ts`, printComponentRegistry(composing)],
  [`${folder}/lab.ts`, printLabRegistry(slicing)],
  [`${folder}/lab-checks.ts`, printLabCheckRegistry(checking)],
  ...ruleRegistries,
]);
