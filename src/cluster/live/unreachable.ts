import { connectionTrouble, isCertificateTrouble } from '../../core/connection-trouble.ts';
import { codeOf, GatehouseError } from '../../core/errors.ts';

/** What is asked, as it is named to a person. */
export interface ServerName {
  /** URL of the API. */
  readonly server: string;
  /** Name of the context; empty in a pod. */
  readonly context: string;
}

/** The API of a cluster does not answer, or not with what is an answer: names the server, the cause and what to do. */
export class ClusterUnreachable extends GatehouseError {
  readonly server: string;

  constructor({ server, context }: ServerName, why: string, options: { hint: string; cause?: unknown }) {
    const named = context === '' ? server : `${server} (context ${context})`;
    super(`the cluster's API ${named}${/^its /.test(why) ? ':' : ''} ${why}`, options);
    this.name = 'ClusterUnreachable';
    this.server = server;
  }
}

/** Nothing came within the time that was given. */
export class TooLate extends Error {
  constructor(milliseconds: number) {
    super(`does not answer within ${milliseconds / 1000} s`);
    this.name = 'TooLate';
  }
}

/** An answer that ends before it should, or is none: what was asked may have been done. */
export class HalfReply extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'HalfReply';
  }
}

/** What is thrown to the caller for what went wrong on the way; what is said well already is passed on. */
export function unreachable(name: ServerName, thrown: unknown, wasWrite = false): GatehouseError {
  if (thrown instanceof GatehouseError) return thrown;
  const why = connectionTrouble(thrown);
  const open = wasWrite && !neverSent(thrown) ? '; it is not known whether what was asked was done' : '';
  return new ClusterUnreachable(name, `${why}${open}`, { hint: hintFor(name, thrown), cause: thrown });
}

/** Whether the connection was never there, so that nothing can have been done. */
export const neverSent = (thrown: unknown): boolean =>
  isCertificateTrouble(thrown) ||
  unopened.has(codeOf(thrown) ?? (thrown instanceof AggregateError ? 'ECONNREFUSED' : ''));

const unopened = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function hintFor({ server, context }: ServerName, thrown: unknown): string {
  const kubectl = context === '' ? 'kubectl' : `kubectl --context ${context}`;
  if (isCertificateTrouble(thrown))
    return "see certificate-authority-data and tls-server-name of the context's cluster, and the clock of this machine";
  const { hostname } = new URL(server);
  if (unopened.has(codeOf(thrown) ?? '') && /^(127\.|localhost$|\[::1\])/.test(hostname))
    return 'it is an address of this machine: start what serves or forwards the API there, or choose another --context';
  return `see whether \`${kubectl} get --raw /livez\` answers, and whether ${hostname} is reached from here`;
}
