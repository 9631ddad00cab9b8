import type { Json } from '../../../kube/object.ts';
import { printJson } from '../../../kube/wide-json.ts';

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

/** JSON to be printed, whose members may be undefined. */
export type OpenJson = Json | readonly OpenJson[] | { readonly [key: string]: OpenJson | undefined };

/** JSON text as Go's encoding/json writes it: `<`, `>`, `&` escaped. Undefined members are left out. */
export const printGoJson = (value: OpenJson | undefined): string =>
  printJson(value).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
