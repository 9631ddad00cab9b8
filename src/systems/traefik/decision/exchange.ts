import type { Headers } from './request.ts';

/** A request on its way through the middlewares, which may change it. */
export interface Exchange {
  readonly method: string;
  host: string;
  /** Path with percent-encodings; may be empty after stripping. */
  path: string;
  query: string | undefined;
  readonly headers: Map<string, string[]>;
  readonly remoteAddress: string;
  readonly tls: boolean;
}

/** Path and query as they would be sent on. */
export const targetOf = ({ path, query }: Pick<Exchange, 'path' | 'query'>): string =>
  `${path || '/'}${query === undefined ? '' : `?${query}`}`;

/** A change to the response's headers on its way back. */
export type ResponseEdit = (headers: Map<string, string[]>) => void;

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Uint8Array;
}

/** The question forwardAuth puts to its server. */
export interface AuthRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
}

export interface AuthAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What a middleware makes of a request. */
export type Verdict =
  | { readonly kind: 'next'; readonly reason: string; readonly edit?: ResponseEdit }
  | Answer
  | {
      readonly kind: 'ask';
      readonly reason: string;
      readonly request: AuthRequest;
      readonly settle: (answer: AuthAnswer | undefined) => Verdict;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A middleware ready to run. */
export interface CompiledMiddleware {
  readonly name: string;
  readonly type: string;
  /** Upstream file. */
  readonly source: string;
  /** Whether it asks for a login of its own: whoever has one goes on. */
  readonly login?: boolean;
  readonly handle: (exchange: Exchange) => Verdict;
}

export const next = (reason: string, edit?: ResponseEdit): Verdict => ({
  kind: 'next',
  reason,
  ...(edit ? { edit } : {}),
});

const statusTexts: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
};

/** An answer given by Traefik itself. */
export const answer = (
  status: number,
  reason: string,
  body: string | Uint8Array = '',
  headers: readonly (readonly [string, string])[] = [],
): Answer => ({ kind: 'answer', status, reason, body, headers });

/** As Go's `http.Error`: plain text with a line end. */
export const plainError = (status: number, reason: string, text: string): Answer =>
  answer(status, reason, `${text}\n`, [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff'],
  ]);

/** Where a client is sent, and whether for good; `fixed` is the status when it does not depend on the method. */
interface Redirect {
  readonly location: string;
  readonly permanent: boolean;
  readonly fixed: number | undefined;
}

/** Upstream: pkg/middlewares/redirect/redirect.go moveHandler. */
export function redirect(method: string, { location, permanent, fixed }: Redirect, reason: string): Answer {
  const get = method === 'GET';
  const status = fixed ?? (permanent ? (get ? 301 : 308) : get ? 302 : 307);
  return answer(status, reason, statusTexts[status] ?? '', [['Location', location]]);
}
