import type { Json } from '../../src/kube/object.ts';
import type { Fields, Files } from './choices.ts';

/** Text by file. */
export type Texts = Readonly<Record<string, string>>;

/** One mistake: what it changes in a repository that is right, undefined where it does not fit, and the finding that tells it. */
export interface Mutation {
  readonly name: string;
  /** Code and object; the code alone where the object is another one in another layout. */
  readonly finding: string;
  readonly change: (files: Files, print: (files: Files) => Texts) => Texts | undefined;
}

export type Path = readonly (string | number)[];

/** The value with another one at a path, or without what stands there. */
function setAt(value: Json | undefined, path: Path, to: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return to ?? null;
  if (typeof step === 'number') {
    const list = [...((value ?? []) as readonly Json[])];
    if (rest.length === 0 && to === undefined) list.splice(step, 1);
    else list[step] = setAt(list[step], rest, to);
    return list;
  }
  const fields = { ...((value ?? {}) as Fields) };
  if (rest.length > 0) return { ...fields, [step]: setAt(fields[step], rest, to) };
  if (to !== undefined) return { ...fields, [step]: to };
  const { [step]: _, ...left } = fields;
  return left;
}

const valueAt = (value: Json | undefined, path: Path): Json | undefined =>
  path.reduce<Json | undefined>(
    (inner, step) => (inner as Record<string | number, Json> | null | undefined)?.[step],
    value,
  );

const nameOf = (object: Fields): string => String((object.metadata as Fields | undefined)?.name);

/** Changes the first object of a kind and name. */
function changed(
  files: Files,
  kind: string,
  name: string,
  change: (object: Fields) => readonly Fields[] | undefined,
): Files | undefined {
  for (const [path, documents] of Object.entries(files)) {
    const at = documents.findIndex((each) => each.kind === kind && nameOf(each) === name);
    if (at < 0) continue;
    const made = change(documents[at]!);
    return made && { ...files, [path]: [...documents.slice(0, at), ...made, ...documents.slice(at + 1)] };
  }
  return undefined;
}

/** Another value at a place in an object, where what holds it is there: what `needs` says, or else the place above. */
export const edit = (
  name: string,
  kind: string,
  object: string,
  path: Path,
  to: Json | undefined,
  finding: string,
  needs?: Path,
): Mutation => ({
  name,
  finding,
  change: (files, print) => {
    const made = changed(files, kind, object, (found) =>
      valueAt(found, needs ?? path.slice(0, -1)) === undefined ? undefined : [setAt(found, path, to) as Fields],
    );
    return made && print(made);
  },
});

export const inText = (name: string, path: string, from: string, to: string, finding: string): Mutation => ({
  name,
  finding,
  change: (files, print) => {
    const texts = print(files);
    const text = texts[path];
    return text?.includes(from) ? { ...texts, [path]: text.replace(from, to) } : undefined;
  },
});

export const without = (name: string, path: string, finding: string): Mutation => ({
  name,
  finding,
  change: (files, print) => {
    if (!(path in files)) return undefined;
    const { [path]: _, ...rest } = files;
    return print(rest);
  },
});
