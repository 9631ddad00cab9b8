// Condenses what k8s.io/api says of the life of API versions: those that are served no longer, since when, and what is instead.
//
//   node scripts/condense-lifecycle.mjs --out FILE.json API…
//
// The folders are those of versions of the Go module k8s.io/api, older ones first: what a later one no longer has stays as an older
// one told it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' } },
});

const foldersIn = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** What a method of the generated file returns for each kind. */
function answers(text, method, pattern) {
  const found = text.matchAll(new RegExp(`func \\(in \\*(\\w+)\\) ${method}\\(\\)[^{]*\\{\\s*return ${pattern}`, 'g'));
  return new Map([...found].map(([, kind, ...parts]) => [kind, parts]));
}

/** Kinds that nobody keeps in a file. */
const isPassing = (kind) => /(List|Review|Options|Eviction|Scale|DeploymentRollback)$/.test(kind);

function retiredIn(folder) {
  const text = textOf(join(folder, 'zz_generated.prerelease-lifecycle.go'));
  const group = /const GroupName = "([^"]*)"/.exec(textOf(join(folder, 'register.go')))?.[1];
  if (text === '' || group === undefined) return [];
  const removed = answers(text, 'APILifecycleRemoved', '(\\d+), (\\d+)');
  const instead = answers(
    text,
    'APILifecycleReplacement',
    'schema.GroupVersionKind\\{Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"\\}',
  );
  const version = folder.split('/').pop();
  return [...removed].flatMap(([kind, [major, minor]]) => {
    if (isPassing(kind)) return [];
    const [newGroup, newVersion, newKind] = instead.get(kind) ?? [];
    const apiVersion = newVersion && (newGroup ? `${newGroup}/${newVersion}` : newVersion);
    const entry = { removed: `${major}.${minor}`, ...(apiVersion && { instead: `${apiVersion}/${newKind}` }) };
    return [[`${group ? `${group}/` : ''}${version}/${kind}`, entry]];
  });
}

const found = new Map();
for (const api of positionals) {
  for (const group of foldersIn(api)) {
    for (const version of foldersIn(join(api, group))) {
      for (const [key, entry] of retiredIn(join(api, group, version))) found.set(key, entry);
    }
  }
}
const lines = [...found]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([key, entry]) => `${JSON.stringify(key)}: ${JSON.stringify(entry)}`);
writeFileSync(options.out, `{\n${lines.join(',\n')}\n}\n`);
