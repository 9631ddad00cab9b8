import { readDocuments } from '../kube/yaml-read.ts';
import type { ThreeTexts } from './merge-yaml.ts';

/** A place where both sides changed the same lines. */
export interface TextConflict {
  /** From 1, in the person's text. */
  readonly line: number;
  readonly yours: readonly string[];
  readonly composed: readonly string[];
}

/** Both changes in one text, or where they do not fit together. */
export type Merge = { readonly text: string } | { readonly conflicts: readonly TextConflict[] };

/**
 * Merges a person's edits with what is composed now: by lines, which leaves every byte as somebody wrote it, and where those do not fit, or
 * give no YAML, by the fields of a YAML document.
 */
export async function mergeTexts(path: string, { base, yours, composed }: ThreeTexts): Promise<Merge> {
  const windows = yours.includes('\r\n') && !base.includes('\r\n');
  const texts = { base, yours: windows ? yours.replaceAll('\r\n', '\n') : yours, composed };
  const merged = await mergePlain(path, texts);
  return windows && 'text' in merged ? { text: merged.text.replaceAll('\n', '\r\n') } : merged;
}

async function mergePlain(path: string, texts: ThreeTexts): Promise<Merge> {
  const lines = await mergeLines(texts);
  const isYaml = /\.ya?ml$/i.test(path);
  if (!isYaml || ('text' in lines && readsWell(lines.text))) return lines;
  const { mergeYaml } = await import('./merge-yaml.ts');
  const text = await mergeYaml(texts);
  if (text !== undefined && readsWell(text)) return { text };
  return 'text' in lines ? { conflicts: [wholeText(texts)] } : lines;
}

const readsWell = (text: string): boolean =>
  readDocuments(text, 'merged').findings.every(({ severity }) => severity !== 'error');

async function mergeLines({ base, yours, composed }: ThreeTexts): Promise<Merge> {
  const { diff3Merge } = await import('node-diff3');
  const options = { excludeFalseConflicts: true };
  const regions = diff3Merge(yours.split('\n'), base.split('\n'), composed.split('\n'), options) as readonly Region[];
  const conflicts = regions.flatMap(({ conflict }) => conflict ?? []);
  if (conflicts.length === 0) return { text: regions.flatMap(({ ok }) => ok ?? []).join('\n') };
  return { conflicts: conflicts.map(({ a, aIndex, b }) => ({ line: aIndex + 1, yours: a, composed: b })) };
}

interface Region {
  readonly ok?: readonly string[];
  readonly conflict?: { readonly a: readonly string[]; readonly aIndex: number; readonly b: readonly string[] };
}

const wholeText = ({ yours, composed }: ThreeTexts): TextConflict => ({
  line: 1,
  yours: yours.split('\n'),
  composed: composed.split('\n'),
});
