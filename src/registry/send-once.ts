import {
  type Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { type Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { codeOf, messageOf } from '../core/errors.ts';
import { ignoreErrors } from '../core/ignore-errors.ts';
import { RegistryError } from './registry-error.ts';

/** How one question is put. */
export interface Question {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back: the head of the answer, and its body still to be read. */
export interface Answer {
  /** Where it came from, after all redirects. */
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

/** How connections are made. */
export interface Connections {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Certificates of authorities to trust, in PEM, in place of those Node.js knows. */
  readonly ca?: readonly string[];
  /** Milliseconds a server may be silent. */
  readonly silence: number;
}

/** Puts one question, follows nothing, and gives the answer as soon as its head is there. Rejects with a RegistryError when none comes. */
export function sendOnce(url: URL, question: Question, connections: Connections, signal: AbortSignal): Promise<Answer> {
  const { method = 'GET', headers = {} } = question;
  const { ca, silence } = connections;
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown) => reject(unreachable(url, thrown, signal));
    const all = { 'user-agent': 'gatehouse', ...headers };
    const common = { method, headers: all, signal };
    const outgoing = secure
      ? requestHttps(url, { ...common, agent: connections.https, ...(ca && { ca: [...ca] }) })
      : requestHttp(url, { ...common, agent: connections.http });
    outgoing.setTimeout(silence, () => outgoing.destroy(silent(silence)));
    outgoing.on('error', fail).on('response', (body: IncomingMessage) => {
      ignoreErrors(body);
      resolve({ url, status: body.statusCode ?? 0, headers: body.headers, body });
    });
    outgoing.end();
  });
}

const silent = (milliseconds: number): Error => new Error(`says nothing for ${milliseconds / 1000} s`);

/** Why no answer came, in words that a person can act upon. */
export function unreachable(url: URL, thrown: unknown, signal: AbortSignal): RegistryError {
  if (thrown instanceof RegistryError) return thrown;
  const code = codeOf(thrown);
  const reason = signal.aborted ? 'does not answer in time' : (reasons[code ?? ''] ?? messageOf(thrown));
  const hint = code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO/.test(code) ? certificateHint : networkHint;
  return new RegistryError(url.host, 'unreachable', reason, { hint, cause: thrown });
}

const certificateHint = 'trust its authority: NODE_EXTRA_CA_CERTS names a file of certificates';
const networkHint = 'look at the network and HTTPS_PROXY, or run without --online';

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name is not known: no name server answers',
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'breaks off the connection',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'does not answer in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is of an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is of an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is of an authority that is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};
