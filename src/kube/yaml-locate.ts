import type { Document, LineCounter, Node } from 'yaml';
import { printYamlExcerpt } from './yaml-excerpt.ts';
import { inCommonForms } from './yaml-go-forms.ts';
import { splitDocuments, type TextPiece } from './yaml-split.ts';

/** A place in a text; line and column are 1-based. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
  /** The source line, without its value in a Secret. */
  readonly excerpt: string;
}

type Path = readonly (string | number)[];

/**
 * Finds fields of a YAML text: the key of a map entry, the start of a list item. A path that leads nowhere gives the nearest
 * field above it. Parses slowly (5 MB/s), so only the document that is asked for: asked in the order of the documents, each once.
 */
export async function openLocator(
  text: string,
): Promise<(documentIndex: number, path: Path) => TextPosition | undefined> {
  const yaml = await import('yaml');
  const pieces = splitDocuments(text);
  const places = placesOf(pieces, (piece) => parsePiece(yaml, piece).documents.length);
  let open: (ParsedPiece & { readonly piece: TextPiece }) | undefined;
  return (documentIndex, path) => {
    const place = places[documentIndex];
    const piece = place && pieces[place.piece];
    if (!piece) return undefined;
    if (open?.piece !== piece) open = { piece, ...parsePiece(yaml, piece) };
    const document = open.documents[place.inner];
    const offset = document && (offsetOf(document, path) ?? document.contents?.range?.[0]);
    return offset === undefined ? undefined : positionIn(open, piece, offset);
  };
}

interface ParsedPiece {
  readonly documents: readonly Document.Parsed[];
  readonly counter: LineCounter;
}

function parsePiece({ LineCounter, parseAllDocuments }: typeof import('yaml'), { text }: TextPiece): ParsedPiece {
  const lineCounter = new LineCounter();
  const options = { lineCounter, uniqueKeys: false, keepSourceTokens: false, logLevel: 'silent' } as const;
  const documents = parseAllDocuments(inCommonForms(text), options);
  return { documents: 'empty' in documents ? [] : documents, counter: lineCounter };
}

/** Which piece each document of the file stands in, and as which of its documents: a piece has several where `...` ends one. */
function placesOf(pieces: readonly TextPiece[], count: (piece: TextPiece) => number) {
  return pieces.flatMap((piece, index) => {
    const documents = /^\.\.\.(?=\s|$)/m.test(piece.text) ? Math.max(1, count(piece)) : 1;
    return Array.from({ length: documents }, (_, inner) => ({ piece: index, inner }));
  });
}

function positionIn({ counter }: ParsedPiece, { text, line: first }: TextPiece, offset: number): TextPosition {
  const { line, col } = counter.linePos(offset);
  const excerpt = printYamlExcerpt(text.split('\n', line)[line - 1] ?? '', text);
  return { line: first + line - 1, column: col, excerpt };
}

interface Entry {
  readonly key?: unknown;
  readonly value?: unknown;
}

function offsetOf(document: Document.Parsed, path: Path): number | undefined {
  let node: unknown = document.contents;
  let found: number | undefined;
  for (const step of path) {
    node = followAlias(document, node);
    const items = (node as { items?: readonly unknown[] } | null)?.items;
    if (!items) return found;
    const entry = typeof step === 'number' ? itemAt(items, step) : entryOf(items, step);
    if (!entry) return found;
    found = startOf(entry.key ?? entry.value) ?? found;
    node = entry.value;
  }
  return found;
}

const itemAt = (items: readonly unknown[], index: number): Entry | undefined =>
  items[index] === undefined ? undefined : { value: items[index] };

// The last of duplicate keys is the one that counts.
function entryOf(items: readonly unknown[], name: string): Entry | undefined {
  return (items as readonly Entry[]).findLast((item) => String((item.key as { value?: unknown })?.value) === name);
}

function followAlias(document: Document.Parsed, node: unknown): unknown {
  const alias = node as { resolve?: (document: Document.Parsed) => unknown } | null;
  return typeof alias?.resolve === 'function' ? alias.resolve(document) : node;
}

const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];
