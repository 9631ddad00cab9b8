// Reads data/sources.yaml: what is made, from what, by which command; and the digests that `npm run refresh` keeps below it.
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

/** The line above the part that is written by `npm run refresh`. */
const mark = '# From here on written by `npm run refresh`.\n';

const knownKeys = new Set(['what', 'file', 'versions', 'from', 'make', 'recorded']);

/**
 * The sources of a file as jobs, one a data file, and what was recorded about them. A job is `{ name, what, file, from, make }`, with
 * the variables of its version filled in; `make` still holds `{input}`, which only what is brought can fill, and is not there when
 * `recorded` says how the file came to be.
 */
export function readSources(path) {
  const [text, written = ''] = readFileSync(path, 'utf8').split(mark);
  const { modules = {}, archives = {}, files = {} } = load(written) ?? {};
  return { text, jobs: Object.entries(load(text)).flatMap(jobsOf), modules, archives, files };
}

/** The text of a sources file with these digests in its written part; sorted, so that equal records are equal bytes. */
export function printSources({ text, modules, archives, files }) {
  const parts = Object.entries({ modules, archives, files }).map(([key, values]) => {
    const names = Object.keys(values).sort();
    return names.length === 0 ? '' : `${key}:\n${names.map((name) => `  ${name}: ${values[name]}\n`).join('')}`;
  });
  return `${text.trimEnd()}\n\n${mark}${parts.join('')}`;
}

function jobsOf([name, source]) {
  const unknown = Object.keys(source).filter((key) => !knownKeys.has(key));
  if (unknown.length > 0) throw new Error(`data/sources.yaml: ${name}: unknown key ${unknown.join(', ')}`);
  if (!source.file || !(source.make || source.recorded))
    throw new Error(`data/sources.yaml: ${name} needs file, and make or recorded`);
  return versionsOf(source).map(([version, variables]) => {
    const { what, file, from = {}, make, recorded } = fill(source, variables);
    return { name: version === undefined ? name : `${name}-${version}`, what, file, from, make, recorded };
  });
}

function versionsOf({ versions }) {
  if (versions === undefined) return [[undefined, {}]];
  if (Array.isArray(versions)) return versions.map((version) => [version, { version }]);
  return Object.entries(versions).map(([version, more]) => [version, { version, ...more }]);
}

/** A value with `{name}` replaced in all its texts, where the name is known. */
export function fill(value, variables) {
  if (typeof value === 'string')
    return value.replace(/\{(\w+)\}/g, (whole, name) => (name in variables ? variables[name] : whole));
  if (Array.isArray(value)) return value.map((item) => fill(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, variables)]));
}

/** The words of a command; what stands in single quotes belongs to one word. */
export const wordsOf = (command) =>
  [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
