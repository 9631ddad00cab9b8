import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../../core/errors.ts';
import type { Subject } from '../load-subject.ts';

/** Name of the file beside a lab file, or at the root of a repository. */
export const policyFileName = 'gatehouse.yaml';

/** The file with the policies of a subject: in the folder that was named, or beside the lab file; undefined where there is none. */
export async function findPolicyFile({
  path,
}: Pick<Subject, 'path'>): Promise<{ readonly file: string; readonly text: string } | undefined> {
  for (const folder of [path, dirname(path)]) {
    const file = join(folder, policyFileName);
    try {
      return { file, text: await readFile(file, 'utf8') };
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT' && codeOf(thrown) !== 'ENOTDIR') throw thrown;
    }
  }
  return undefined;
}
