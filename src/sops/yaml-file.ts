import { type CommentPlace, commentsOf } from './yaml-comments.ts';
import { type DocumentPlaces, placesOf } from './yaml-places.ts';
import { parseDocuments, plainYaml } from './yaml-plain.ts';

/** A YAML file as SOPS sees it: values and comments with their places in the text. */
export interface YamlFile {
  readonly text: string;
  readonly documents: readonly DocumentPlaces[];
  readonly comments: readonly CommentPlace[];
}

/** Reads a file; its text may have been rewritten where it held aliases or tags. Throws `SopsError` for what SOPS refuses. */
export async function readYamlFile(written: string): Promise<YamlFile> {
  const yaml = await import('yaml');
  const first = parseDocuments(yaml, written);
  const text = plainYaml(yaml, written, first);
  const parsed = text === written ? first : parseDocuments(yaml, text);
  const documents = parsed.map((document) => placesOf(yaml, text, document));
  return { text, documents, comments: commentsOf(yaml, text, documents) };
}

/** A piece of a text that is to become another. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits made; those that lie within another one are passed over. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at) continue;
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return [...parts, text.slice(at)].join('');
}
