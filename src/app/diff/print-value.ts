import type { Json } from '../../kube/object.ts';
import type { ChangedField } from './changed-fields.ts';

/** A value in a few words; what is longer than `most` letters is cut. */
export function printValue(value: Json | undefined, most = 60): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' && value !== '' ? value : (JSON.stringify(value, bigintAsText) ?? '');
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

const bigintAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** Names of fields, and words in lines, whose values nobody is shown. */
const secretName = /passw|secret|token|api_?key|private_?key|credential|auth_?key|client_?id|dsn/i;

/** A field and how it changes in words: of a long text or list only what differs, of what may be secret nothing. */
export function printField({ path, before, after }: ChangedField): string {
  if (secretName.test(path)) return `${path} changes`;
  if (before === undefined) return `${path}: ${printValue(after)} is set`;
  if (after === undefined) return `${path}: ${printValue(before)} is set no longer`;
  const [old, now] = [piecesOf(before), piecesOf(after)];
  if (!old || !now) return `${path}: ${printValue(before)} → ${printValue(after)}`;
  const [gone, come] = [without(old, now), without(now, old)];
  if (gone.length + come.length === 0) return `${path} changes in its order`;
  const pieces = typeof before === 'string' ? 'lines' : 'items';
  if (gone.length <= 1 && come.length <= 1) return `${path}: ${shownPiece(gone[0])} → ${shownPiece(come[0])}`;
  return `${path}: ${gone.length} ${pieces} go, ${come.length} come, first ${shownPiece(gone[0] ?? come[0])}`;
}

/** Lines of a text of several, or items of a list. */
function piecesOf(value: Json): readonly string[] | undefined {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => printValue(item, 500));
  return typeof value === 'string' && value.includes('\n') ? value.split('\n').map((line) => line.trim()) : undefined;
}

function without(some: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return some.filter((piece) => piece !== '' && !known.has(piece));
}

const shownPiece = (piece: string | undefined): string => {
  if (piece === undefined) return 'nothing';
  return secretName.test(piece) ? '(not shown)' : printValue(piece);
};
