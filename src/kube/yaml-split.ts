/** A part of a YAML stream: from its `---` line (or the start of the file) up to the next. */
export interface TextPiece {
  readonly text: string;
  /** 1-based line at which the piece starts. */
  readonly line: number;
  /** 1-based line of the first content. */
  readonly contentLine: number;
}

const separator = /^---(?=[ \t\r\n]|$)/gm;

/** Cuts a stream at its `---` lines; one without content before the first is no document. YAML knows no other place for such a line. */
export function splitDocuments(text: string): readonly TextPiece[] {
  const starts = [0];
  for (const match of text.matchAll(separator)) starts.push(match.index);
  const pieces: TextPiece[] = [];
  let line = 1;
  let from = 0;
  for (let i = 1; i <= starts.length; i++) {
    const end = starts[i] ?? text.length;
    const piece = text.slice(from, end);
    // Directives and comments before the first `---` belong to the document that follows.
    if (i === 1 && i < starts.length && contentOffset(piece) < 0) continue;
    const offset = contentOffset(piece);
    if (i === starts.length && from === 0 && offset < 0 && starts.length === 1) break;
    pieces.push({ text: piece, line, contentLine: line + countLines(piece, Math.max(offset, 0)) });
    line += countLines(piece, piece.length);
    from = end;
  }
  return pieces;
}

/** Offset of the first thing that is neither blank, comment, directive nor separator; -1 when there is none. */
function contentOffset(piece: string): number {
  const match = /^\ufeff?(?!%|---[ \t]*(?:#.*)?$|---[ \t]*\r)[ \t]*[^\s#]/m.exec(piece);
  return match ? match.index : -1;
}

function countLines(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
