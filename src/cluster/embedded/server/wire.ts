import type { Buffer } from 'node:buffer';
import { printJson } from '../../../kube/wide-json.ts';
import type { User } from './tokens.ts';

/** One request as the API reads it, whatever carried it. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly contentType: string;
  readonly userAgent: string;
  readonly user: User;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A stream that its carrier takes from at the pace of the client. */
export interface ApiStream {
  /** The next piece, undefined when there is none at present, `end` when there will be none. */
  readonly next: () => Buffer | 'end' | undefined;
  /** Calls `wake` whenever there may be a next piece, `end` when the stream is over at once; returns how to stop it. */
  readonly open: (wake: () => void, end: () => void) => () => void;
}

/** One answer: a whole body, or a stream of lines. */
export interface ApiAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly warnings?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly stream?: ApiStream;
}

const json = 'application/json';

/** An answer in JSON. */
export const answerJson = (value: unknown, status = 200, warnings?: readonly string[]): ApiAnswer => ({
  status,
  contentType: json,
  warnings,
  body: `${printJson(value)}\n`,
});

export const answerText = (body: string, status = 200): ApiAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body,
});
