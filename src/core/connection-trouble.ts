import { codeOf, messageOf } from './errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name is not known: no name server answers',
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'breaks off the connection',
  EPIPE: 'breaks off the connection',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'does not answer in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is of an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is of an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is of an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is of an authority that is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** Why a server was not reached, in words that a person can act upon; read after its name. */
export const connectionTrouble = (thrown: unknown): string => reasons[causeCodeOf(thrown) ?? ''] ?? messageOf(thrown);

/** Whether it is the certificate of the server that is not taken. */
export const isCertificateTrouble = (thrown: unknown): boolean =>
  /CERT|SELF_SIGNED|UNABLE_TO/.test(causeCodeOf(thrown) ?? '');

/** The code of an error; of several addresses that were tried in vain, that of the first. */
function causeCodeOf(thrown: unknown): string | undefined {
  const code = codeOf(thrown);
  if (code !== undefined || !(thrown instanceof AggregateError)) return code;
  return thrown.errors.map(codeOf).find(Boolean);
}
