// The repository that Flux reads, as a person would have pushed it.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sh } from '../platform/shell.mjs';

const asSomebody = '-c user.name=somebody -c user.email=somebody@example.org';

/** Puts a folder, and files beside it, into a bare repository as the one commit of a branch. */
export function publishRepository(bare, { folder, files, branch }) {
  const work = `${bare}.work`;
  mkdirSync(dirname(bare), { recursive: true });
  cpSync(folder, work, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(work, path), text);
  sh([
    `git init -q --bare ${bare}`,
    `git -C ${work} init -q -b ${branch}`,
    `git -C ${work} add -A`,
    `git ${asSomebody} -C ${work} commit -q -m 'a platform'`,
    `git -C ${work} push -q ${bare} ${branch}`,
  ]);
}
