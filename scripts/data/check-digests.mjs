// Whether the data files are those that data/sources.yaml speaks of: by digest, without network.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 in hexadecimal. */
export const digestOf = (content) => createHash('sha256').update(content).digest('hex');

/** Folders and files of what our own tests and scripts record: no data of others. */
const ownRecords = new Set(['labs', 'chart-cases', 'chart-digests.json']);

/** What is wrong with the data files of a repository, one line each. */
export function checkDigests(root, { jobs, files }) {
  const made = new Set(jobs.map(({ file }) => file));
  const problems = jobs.flatMap(({ file, name, recorded }) => {
    const hint = recorded ?? `npm run refresh -- ${name}`;
    if (!existsSync(join(root, file))) return [`${file} is missing: ${hint}`];
    if (files[file] === undefined) return [`${file} has no digest yet: npm run refresh -- ${name}`];
    return digestOf(readFileSync(join(root, file))) === files[file] ? [] : [`${file} is not as it was made: ${hint}`];
  });
  const stale = Object.keys(files).filter((file) => !made.has(file));
  const strays = jsonBelow(root, 'src').filter((file) => !made.has(file));
  return [
    ...problems,
    ...stale.map((file) => `${file} has a digest, but nothing makes it`),
    ...strays.map((file) => `${file} has no source in data/sources.yaml`),
  ];
}

function jsonBelow(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (ownRecords.has(entry.name)) return [];
    if (entry.isDirectory()) return jsonBelow(root, path);
    return entry.name.endsWith('.json') && entry.name !== 'tsconfig.json' ? [path] : [];
  });
}
