import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { composeRepository } from '../../src/compose/compose.ts';
import type { FileTree } from '../../src/core/file-tree.ts';
import { components } from '../../src/systems/components.ts';
import { planned } from '../../src/systems/compose-part.ts';
import type { Lab } from '../../src/systems/lab.ts';
import { readLabFile } from '../../src/systems/lab-file.ts';

/** What one judge is asked: a file of HCL, or the patches of one machine in the order in which they are applied. */
export interface Question {
  readonly id: string;
  readonly judge: 'hcl' | 'talos';
  readonly texts: readonly string[];
  readonly role?: string;
  readonly talos?: string;
  readonly kubernetes?: string;
}

/** A lab whose files are judged. */
export interface JudgedLab {
  readonly name: string;
  readonly lab: Lab;
  readonly tree: FileTree;
}

const folders = ['examples', 'conformance/judges/labs'];

/** The labs among the examples, and those that show what no example has. */
export async function judgedLabs(): Promise<readonly JudgedLab[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.yaml') && !/^broken\/|\/repository\//.test(path))
      .map((path) => join(folder, path))
      .sort(),
  );
  const read = await Promise.all(files.map(async (name) => ({ name, reading: await readLabFile(name) })));
  return read.map(({ name, reading: { lab, findings } }) => {
    if (!lab) throw new Error(`${name}: ${findings.map(({ message }) => message).join('; ')}`);
    return { name, lab, tree: composeRepository(planned(lab), components).tree };
  });
}

/** All that is asked of a lab's files. */
export const questionsOf = (judged: JudgedLab): readonly Question[] => [...hclOf(judged), ...talosOf(judged)];

const hclOf = ({ name, tree }: JudgedLab): readonly Question[] =>
  [...tree]
    .filter(([path]) => path.endsWith('.tf'))
    .map(([path, text]) => ({ id: `${name}: ${path}`, judge: 'hcl', texts: [text] }));

function talosOf({ name, lab, tree }: JudgedLab): readonly Question[] {
  if (lab.distribution.kind !== 'talos') return [];
  const { talos, kubernetes } = lab.versions;
  return lab.nodes.map((node) => {
    const patches = ['patches/all', ...(node.role === 'control-plane' ? ['patches/control-plane'] : [])];
    const texts = [...patches, `nodes/${node.name}`].map((path) => tree.get(`talos/${path}.yaml`) ?? '');
    return { id: `${name}: machine ${node.name}`, judge: 'talos', texts, role: node.role, talos, kubernetes };
  });
}

/** A question in a few letters: another question has others. */
export const digestOf = (question: Question): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('hex');
