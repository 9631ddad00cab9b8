import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import type { Origin, SourcedObject } from '../kube/origin.ts';
import { printYamlExcerpt } from '../kube/yaml-excerpt.ts';

/** The lines of a file; the last one's are kept, since findings of a file come together. */
export function lineReader(files: FileTree): LinesOf {
  let last: { file: string; text: string; lines: readonly string[] } | undefined;
  return (file) => {
    if (last?.file === file) return last;
    const text = files.get(file);
    last = text === undefined ? undefined : { file, text, lines: text.split('\n') };
    return last;
  };
}

type LinesOf = (file: string) => { readonly text: string; readonly lines: readonly string[] } | undefined;

/** What is wrong with no file in particular is wrong with the Kustomization itself. */
export function placeAt(linesOf: LinesOf, finding: Finding, { origin }: SourcedObject): Finding {
  const placed = finding.file || !origin ? finding : { ...finding, ...placeIn(linesOf, finding, origin) };
  const source = placed.file === undefined ? undefined : linesOf(placed.file);
  if (placed.excerpt || placed.line === undefined || !source) return placed;
  const excerpt = printYamlExcerpt(source.lines[placed.line - 1] ?? '', source.text);
  return excerpt === '' ? placed : { ...placed, excerpt };
}

/** Its first line; for a path that leads nowhere the line of the path. */
function placeIn(
  linesOf: LinesOf,
  { code }: Finding,
  { file, line }: Origin,
): Pick<Finding, 'file' | 'line' | 'column'> {
  if (code !== 'kustomization-path-missing') return { file, line };
  const lines = linesOf(file)?.lines.slice(line - 1) ?? [];
  const end = lines.findIndex((text) => text.startsWith('---'));
  const at = lines.slice(0, end < 0 ? undefined : end).findIndex((text) => /^ +path:/.test(text));
  return at < 0 ? { file, line } : { file, line: line + at, column: lines[at]!.search(/\S/) + 1 };
}
