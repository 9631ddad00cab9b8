import type { Json } from '../../kube/object.ts';

const shortEscapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** A Go-quoted string, as `%q` prints it. */
export function quoteGo(text: string): string {
  const body = [...text].map(
    (char) => shortEscapes[char] ?? (/[\p{C}\p{Z}]/u.test(char) && char !== ' ' ? hexEscape(char) : char),
  );
  return `"${body.join('')}"`;
}

function hexEscape(char: string): string {
  const code = char.codePointAt(0)!;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Runs of letters and digits joined with `-`. Upstream: pkg/provider/configuration.go Normalize. */
export const normalise = (name: string): string =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
    .join('-');

/** JSON that may hold whole numbers of 64 bits. */
export type WideJson = Json | bigint | readonly WideJson[] | { readonly [key: string]: WideJson | undefined };

/** JSON text as Go's encoding/json writes it: whole numbers exact, `<`, `>`, `&` escaped. Undefined members are left out. */
export function printJson(value: WideJson | undefined): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return printString(value);
  if (value === null || value === undefined || typeof value !== 'object') return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${(value as readonly WideJson[]).map(printJson).join(',')}]`;
  const members = Object.entries(value as { readonly [key: string]: WideJson | undefined })
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${printString(key)}:${printJson(member)}`);
  return `{${members.join(',')}}`;
}

const printString = (text: string): string =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
