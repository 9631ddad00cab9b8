import { structuralLines } from './yaml-block-scalar.ts';

const head = /(?:^|[:\s])(?:[&!]\S*\s+)*>([-+]?)\s*(?:\s#.*)?$/;

/**
 * A YAML text with the line breaks that kustomize adds to texts in folded style (`>`): one where a line follows that is indented deeper, one at
 * the end of what keeps its last empty lines (`>+`). It prints every resource in the style in which it was written and reads it again (kyaml
 * yaml/rnode.go MarshalJSON), and go-yaml prints more breaks than it reads (emitterc.go, yaml_emitter_write_folded_scalar).
 */
export function asPrintedFolded(text: string): string {
  if (!/[:\s]>[-+]?\s*(?:#.*)?$/m.test(text)) return text;
  let result = '';
  let taken = 0;
  let open: string | undefined;
  for (const { line, offset } of [...structuralLines(text), { line: '', offset: text.length }]) {
    if (open !== undefined) {
      result += printFolded(text.slice(taken, offset), open === '+');
      taken = offset;
    }
    open = line.trimStart().startsWith('#') ? undefined : head.exec(line)?.[1];
    const next = text.indexOf('\n', offset);
    if (open === undefined || next < 0) continue;
    result += text.slice(taken, next + 1);
    taken = next + 1;
  }
  return result + text.slice(taken);
}

function printFolded(text: string, keepsEnd: boolean): string {
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '');
  const indent = /^ */.exec(first ?? '')![0].length;
  if (first === undefined || isQuotedInstead(lines, indent)) return text;
  let isPlain = false;
  const printed: string[] = [];
  for (const line of lines) {
    const isDeeper = /^[ \t]/.test(line.slice(indent));
    if (line.trim() !== '') {
      if (isPlain && isDeeper) printed.push('');
      isPlain = !isDeeper;
    }
    printed.push(line);
  }
  const emptyLines = lines.length - lines.findLastIndex((line) => line.trim() !== '') - 2;
  if (keepsEnd && isPlain && emptyLines > 0) printed.push('');
  return printed.join('\n');
}

/** Whether go-yaml would write such a text in quotes, for a blank before a line break that stays one, or one that begins with a tab. */
function isQuotedInstead(lines: readonly string[], indent: number): boolean {
  const isPlain = (line: string | undefined) => line !== undefined && /^[^ \t\r]/.test(line.slice(indent));
  const ends = (line: string, index: number) =>
    / \r?$/.test(line.slice(indent)) && !(isPlain(line) && isPlain(lines[index + 1]));
  return lines.some(ends) || lines.find((line) => line.trim() !== '')!.charAt(indent) === '\t';
}
