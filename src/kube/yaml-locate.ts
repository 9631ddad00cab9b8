import type { Document, LineCounter, Node } from 'yaml';
import { printYamlExcerpt } from './yaml-excerpt.ts';

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
 * field above it. Parses slowly (5 MB/s): only for files with something to report. Made once a file, asked many times.
 */
export async function openLocator(
  text: string,
): Promise<(documentIndex: number, path: Path) => TextPosition | undefined> {
  const { LineCounter, parseAllDocuments } = await import('yaml');
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter,
    uniqueKeys: false,
    keepSourceTokens: false,
    logLevel: 'silent',
  });
  const lines = text.split('\n');
  return (documentIndex, path) => {
    const document = 'empty' in documents ? undefined : documents[documentIndex];
    const offset = document && (offsetOf(document, path) ?? document.contents?.range?.[0]);
    if (!document || offset === undefined) return undefined;
    const { line, column } = positionAt(lineCounter, offset);
    return {
      line,
      column,
      excerpt: printYamlExcerpt(lines[line - 1] ?? '', text.slice(document.range[0], document.range[2])),
    };
  };
}

function positionAt(counter: LineCounter, offset: number): Omit<TextPosition, 'excerpt'> {
  const { line, col } = counter.linePos(offset);
  return { line, column: col };
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
