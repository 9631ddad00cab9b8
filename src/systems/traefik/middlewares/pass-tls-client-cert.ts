import { unmodelled } from './kit/let-through.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Headers that tell of the client certificate. */
export const passTlsClientCert = {
  type: 'passTLSClientCert',
  source: 'pkg/middlewares/passtlsclientcert/pass_tls_client_cert.go',
  ...unmodelled('headers from client certificates'),
} as const satisfies MiddlewareModel;
