import { printJson } from './wide-json.ts';

/** Bytes of a value as Go writes it in JSON: in UTF-8, with `<`, `>`, `&` and the line separators of JavaScript escaped. */
export function jsonBytes(value: unknown): number {
  const text = printJson(value);
  const escaped = text.match(/[<>&]/g)?.length ?? 0;
  const separators = text.match(/[\u2028\u2029]/g)?.length ?? 0;
  return Buffer.byteLength(text) + 5 * escaped + 3 * separators;
}

/** Whether values lie deeper in each other than so many levels. */
export function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (most === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, most - 1));
  for (const key in value) if (isDeeper((value as { readonly [key: string]: unknown })[key], most - 1)) return true;
  return false;
}
