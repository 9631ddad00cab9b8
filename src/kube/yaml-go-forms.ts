import { structuralLines } from './yaml-block-scalar.ts';

/** A name of an anchor at which go-yaml ends it: before the colon of a key. */
const aliasKey = /(^|[\s,[{])\*([\w-]+):(?=\s|$)/g;
/** A line that holds nothing but the head of a text in block style. */
const lonelyHead = /^( +)(?:[&!]\S*\s+)*[|>](?:[-+]?[1-9]?|[1-9][-+])(?:\s+#.*)?$/;
const openKey = /^( +)(?:[^\s#'"].*)?:$/;

/**
 * The text in a form that any YAML reader takes, where go-yaml takes what others refuse: `*name:` as a key without a blank before its colon, and
 * the head of a text in block style alone on a line that is not indented deeper than its key (go-yaml scannerc.go, yaml_parser_scan_anchor and
 * yaml_parser_fetch_block_scalar). Lines stay lines; the same text where there is nothing of the kind.
 */
export function inCommonForms(text: string): string {
  aliasKey.lastIndex = 0;
  if (!aliasKey.test(text) && !/^ +[|>]/m.test(text)) return text;
  let result = '';
  let taken = 0;
  let previous = '';
  for (const { line, offset } of structuralLines(text)) {
    const common = line.replace(aliasKey, '$1*$2 :');
    const indented = isLonely(previous, common) ? ` ${common}` : common;
    if (indented !== line) {
      result += text.slice(taken, offset) + indented;
      taken = offset + line.length;
    }
    if (line !== '' && !line.trimStart().startsWith('#')) previous = line;
  }
  return result + text.slice(taken);
}

function isLonely(previous: string, line: string): boolean {
  const indent = lonelyHead.exec(line)?.[1];
  return indent !== undefined && openKey.exec(previous)?.[1] === indent;
}
