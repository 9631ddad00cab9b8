const header = /(?:^|[:\s])(?:[&!]\S*\s+)*[|>](?:[-+]?[1-9]?|[1-9][-+])\s*(?:\s#.*)?$/;

/** A line of a text and the offset at which it starts. */
export interface PlacedLine {
  readonly line: string;
  readonly offset: number;
}

/**
 * The lines of a YAML text without those inside texts in block style (`|` or `>`), in which nothing has a meaning for YAML: such a text
 * goes on as long as lines are empty or indented deeper than the node it belongs to (YAML 1.1, 9.1 block scalar styles).
 */
export function* structuralLines(text: string): Generator<PlacedLine> {
  let inside = -2;
  for (let offset = 0; offset < text.length; ) {
    const next = text.indexOf('\n', offset);
    const end = next < 0 ? text.length : next;
    const line = text.slice(offset, end).trimEnd();
    const goesOn = inside > -2 && (line === '' || indentOf(line) > inside);
    if (!goesOn) {
      yield { line, offset };
      inside = !line.trimStart().startsWith('#') && header.test(line) ? columnOf(line) : -2;
    }
    offset = end + 1;
  }
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Where the node starts whose value the text is: after the dashes for a key, at the last dash for an item, before all for a document. */
function columnOf(line: string): number {
  const [, spaces = '', dashes = '', rest = ''] = /^( *)((?:- +)*)(.*)$/.exec(line) ?? [];
  if (!/^(?:---\s+)?(?:[&!]\S*\s+)*[|>]/.test(rest)) return spaces.length + dashes.length;
  return dashes === '' ? -1 : spaces.length + dashes.trimEnd().lastIndexOf('-');
}
