import { structuralLines } from './yaml-block-scalar.ts';

const head = /^(.*(?:^|[:\s])(?:[&!]\S*\s+)*[|>][1-9]?)[-+]?([1-9]?)(\s*(?:\s#.*)?)$/;

/**
 * A YAML text in the form in which other readers read its end as go-yaml does: a text in block style (`|`, `>`) on whose last line the file ends
 * has no line break at its end (scannerc.go, yaml_parser_scan_block_scalar). Others add one.
 */
export function withOpenEnd(text: string): string {
  if (text === '' || text.endsWith('\n') || !/[|>][-+1-9]*\s*(?:#.*)?$/m.test(text)) return text;
  let last = { line: '', offset: 0 };
  for (const each of structuralLines(text)) last = each;
  const isInside = text.indexOf('\n', last.offset) >= 0 && text.slice(text.lastIndexOf('\n') + 1).trim() !== '';
  const [, before, indent, after] = (isInside && !last.line.trimStart().startsWith('#') && head.exec(last.line)) || [];
  if (before === undefined) return text;
  const open = `${before}${indent}-${after}`;
  return text.slice(0, last.offset) + open + text.slice(last.offset + last.line.length);
}
