import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { equalJson, type JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { editYaml } from '../kube/yaml-edit.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import type { Fix, ObjectEdit } from './fix.ts';

/** A finding, and what mends it. */
export interface FixableFinding {
  readonly finding: Finding;
  /** The object it is about. */
  readonly on: SourcedObject;
  readonly fix: Fix;
}

/** A finding that is left as it is, and why. */
export interface LeftFinding {
  readonly finding: Finding;
  readonly reason: string;
}

/** What comes of fixes: the files they change, with their texts then. */
export interface FixedTree {
  readonly files: ReadonlyMap<string, string>;
  readonly mended: readonly FixableFinding[];
  readonly left: readonly LeftFinding[];
}

/**
 * The texts of a tree after fixes, one after another; a fix whose edits do not all fit is left out as a whole. An object is edited where it is
 * written and only if what it says there is what the rule saw: what a patch, a variable or a chart made of it is changed elsewhere.
 */
export async function applyFixes(
  fixes: readonly FixableFinding[],
  tree: FileTree,
  refuses: (file: string) => string | undefined = () => undefined,
): Promise<FixedTree> {
  const files = new Map<string, string>();
  const mended: FixableFinding[] = [];
  const left: LeftFinding[] = [];
  for (const fixable of fixes) {
    const texts = await editAll(fixable, (file) => files.get(file) ?? tree.get(file), { tree, refuses });
    if (typeof texts === 'string') {
      left.push({ finding: fixable.finding, reason: texts });
      continue;
    }
    for (const [file, text] of texts) files.set(file, text);
    mended.push(fixable);
  }
  for (const [file, text] of files) if (text === tree.get(file)) files.delete(file);
  return { files, mended, left };
}

interface Limits {
  readonly tree: FileTree;
  readonly refuses: (file: string) => string | undefined;
}

/** The texts of the files that the edits of one fix change, or why they cannot be made. */
async function editAll(
  { on, fix }: FixableFinding,
  textOf: (file: string) => string | undefined,
  { tree, refuses }: Limits,
): Promise<ReadonlyMap<string, string> | string> {
  const texts = new Map<string, string>();
  for (const edit of fix) {
    const object = edit.on ?? on;
    const { origin } = object;
    if (!origin || origin.path !== undefined) return 'it stands in no file: what makes it is changed instead';
    const refused = refuses(origin.file);
    if (refused !== undefined) return refused;
    const text = texts.get(origin.file) ?? textOf(origin.file);
    const written = tree.get(origin.file);
    if (text === undefined || written === undefined) return 'its file is not at hand';
    if (!saysSo(object, edit, written)) return 'a patch, a variable or an overlay makes this of what is written';
    const edited = await editYaml(text, origin.document, edit);
    if (edited === undefined) return 'the place cannot be changed without changing what stands around it';
    texts.set(origin.file, edited);
  }
  return texts;
}

/** Whether the document says of the edited place what the object says. */
function saysSo({ object, origin }: SourcedObject, { path }: ObjectEdit, text: string): boolean {
  const written = readDocuments(text, '').documents[origin?.document ?? 0]?.value as JsonObject | undefined;
  if (written?.kind !== object.kind) return false;
  return equalJson(valueAt(written, path), valueAt(object as JsonObject, path));
}

function valueAt(value: Json | undefined, path: ObjectEdit['path']): unknown {
  let at: unknown = value;
  for (const step of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined;
  return at;
}
