// The registries: `src/systems/index.ts` from its folders, each system's `rules/index.ts`, `middlewares/index.ts` and `playbooks/index.ts` from their files, and
// the built-in kinds.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { emitAll } from './emit.ts';
import {
  printAllPlaybooks,
  printComponentRegistry,
  printFaultRegistry,
  printFormatRegistry,
  printKindRegistry,
  printLabRegistry,
  printLabRuleRegistry,
  printLayoutRegistry,
  printMiddlewareRegistry,
  printObjectsRuleRegistry,
  printPlaybookRegistry,
  printRegistry,
  printRuledRegistry,
  printRuleRegistry,
} from './print-registry.ts';

const folder = 'src/systems';
const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${folder}/${entry.name}/index.ts`))
  .map((entry) => entry.name)
  .sort();
const ruleFiles = ids.flatMap((id) => {
  const names = existsSync(`${folder}/${id}/rules`) ? readdirSync(`${folder}/${id}/rules`) : [];
  return names
    .filter((name) => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'index.ts')
    .map((name) => ({ system: id, id: name.slice(0, -3), text: readFileSync(`${folder}/${id}/rules/${name}`, 'utf8') }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
});
const ruleRegistries = [...new Set(ruleFiles.map(({ system }) => system))].map((system) => {
  const own = ruleFiles.filter((file) => file.system === system).map(({ id }) => id);
  return [`${folder}/${system}/rules/index.ts`, printRuleRegistry(own)] as const;
});
/** What looks at a lab or a running platform alone: all other files may hold a rule that looks at objects. */
const isElsewhere = (text: string) => /\b(LabRule|ClusterRule)\b/.test(text) && !/\bObjectsRule\b/.test(text);
const ofObjects = ruleFiles.filter(({ text }) => !isElsewhere(text)).map(({ system, id }) => `${system}/${id}`);
const ofLabs = ruleFiles.filter(({ text }) => /\bLabRule\b/.test(text)).map(({ system, id }) => `${system}/${id}`);

/** The registry of a folder that systems may have: one entry a file, but for the contract. */
const registriesOf = (room: string, contract: string, print: (names: readonly string[]) => string) =>
  ids
    .filter((id) => existsSync(`${folder}/${id}/${room}`))
    .map((id) => {
      const names = readdirSync(`${folder}/${id}/${room}`)
        .filter((name) => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'index.ts' && name !== contract)
        .map((name) => name.slice(0, -3));
      return [`${folder}/${id}/${room}/index.ts`, print(names.sort())] as const;
    });
const faultFiles = ids.flatMap((id) =>
  existsSync(`${folder}/${id}/faults`)
    ? readdirSync(`${folder}/${id}/faults`)
        .filter((name) => /^[a-z0-9-]+\.ts$/.test(name))
        .map((name) => `${id}/${name.slice(0, -3)}`)
        .sort()
    : [],
);
const composing = ids.filter((id) => existsSync(`${folder}/${id}/component.ts`));
const slicing = ids.filter((id) => existsSync(`${folder}/${id}/lab.ts`));
/** The files of the built-in kinds: those that export `kind`. */
const kindFolder = 'src/cluster/embedded/kinds';
const kindPaths = readdirSync(kindFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: group }) => readdirSync(`${kindFolder}/${group}`).map((file) => `${group}/${file}`))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .filter((path) => /^export const kind\b/m.test(readFileSync(`${kindFolder}/${path}`, 'utf8')))
  .map((path) => path.slice(0, -3))
  .sort();
/** Ids of the files of a family: those that export a constant of its name. */
const familyIn = (family: string, name: string): readonly string[] =>
  readdirSync(family)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => new RegExp(`^export const ${name}\\b`, 'm').test(readFileSync(`${family}/${file}`, 'utf8')))
    .map((file) => file.slice(0, -3))
    .sort();
const layoutFolder = 'src/compose/layouts';
const formatFolder = 'src/report/formats';
emitAll([
  [`${layoutFolder}/index.ts`, printLayoutRegistry(familyIn(layoutFolder, 'layout'))],
  [`${formatFolder}/index.ts`, printFormatRegistry(familyIn(formatFolder, 'format'))],
  [`${kindFolder}/index.ts`, printKindRegistry(kindPaths)],
  [`${folder}/index.ts`, printRegistry(ids)],
  [`${folder}/ruled.ts`, printRuledRegistry(ids, new Set(ruleFiles.map(({ system }) => system)))],
  [`${folder}/objects-rules.ts`, printObjectsRuleRegistry(ofObjects)],
  [`${folder}/components.ts`, printComponentRegistry(composing)],
  [`${folder}/lab.ts`, printLabRegistry(slicing)],
  [`${folder}/faults.ts`, printFaultRegistry(faultFiles)],
  [`${folder}/lab-rules.ts`, printLabRuleRegistry(ofLabs)],
  ...ruleRegistries,
  ...registriesOf('middlewares', 'middleware.ts', printMiddlewareRegistry),
  ...registriesOf('playbooks', '', printPlaybookRegistry),
  [`${folder}/playbooks.ts`, printAllPlaybooks(ids.filter((id) => existsSync(`${folder}/${id}/playbooks`)))],
]);
