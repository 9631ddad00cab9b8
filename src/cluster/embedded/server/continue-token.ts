import type { StatusError } from '../../status-error.ts';
import { badRequest } from '../api/refusals.ts';

/** Where a list that is read in pieces goes on. */
export interface Continuation {
  /** The version of the list; negative for whatever is newest. */
  readonly revision: number;
  /** The first key that may come next: a name, or `namespace/name` where all namespaces are listed. */
  readonly start: string;
}

const version = 'meta.k8s.io/v1';

/** apiserver pkg/storage/continue.go EncodeContinue */
export const printContinue = ({ revision, start }: Continuation): string =>
  Buffer.from(JSON.stringify({ v: version, rv: revision, start })).toString('base64url');

/** The key right after one that has been listed. */
export const keyAfter = (key: string): string => `${key}\0`;

/** apiserver pkg/storage/continue.go DecodeContinue; what it does not understand is refused in its words. */
export function readContinue(token: string): Continuation {
  const text = decodeBase64(token);
  const { v, rv, start } = parseToken(text);
  if (v !== version) throw invalidToken(`server does not recognize this encoded version ${v ?? ''}`);
  if (!rv) throw invalidToken(`incorrect encoded start resourceVersion (version ${version})`);
  if (!start) throw invalidToken(`encoded start key empty (version ${version})`);
  const segments = (start.startsWith('/') ? start.slice(1) : start).split('/');
  // Nothing may lead out of the resource that is listed.
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) throw invalidToken(start);
  return { revision: rv, start: segments.join('/') };
}

const invalidToken = (why: string): StatusError =>
  badRequest(`invalid continue token: continue key is not valid: ${why}`);

/** As Go's base64.RawURLEncoding. */
function decodeBase64(token: string): string {
  const strange = token.search(/[^A-Za-z0-9_-]/);
  const wrong = strange >= 0 ? strange : token.length % 4 === 1 ? token.length - 1 : -1;
  if (wrong >= 0) throw invalidToken(`illegal base64 data at input byte ${wrong}`);
  return Buffer.from(token, 'base64url').toString('latin1');
}

interface Token {
  readonly v?: string;
  readonly rv?: number;
  readonly start?: string;
}

function parseToken(text: string): Token {
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(text, 'latin1').toString()) as { readonly [key: string]: unknown };
    return {
      ...(typeof v === 'string' ? { v } : {}),
      ...(typeof rv === 'number' && Number.isSafeInteger(rv) ? { rv } : {}),
      ...(typeof start === 'string' ? { start } : {}),
    };
  } catch {
    const first = text.charAt(0);
    const fault = `invalid character '${first}' looking for beginning of value`;
    throw invalidToken(first === '' ? 'unexpected end of JSON input' : fault);
  }
}
