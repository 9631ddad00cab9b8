import { codeOf } from '../../core/errors.ts';
import { type StatusBody, StatusError } from '../status-error.ts';
import type { ServerName } from './unreachable.ts';

/** Whether it was the credentials that were refused: by the API, or during the TLS handshake by an alert about the client certificate. */
export const isRefusedAtTheDoor = (thrown: unknown): boolean =>
  thrown instanceof StatusError
    ? thrown.status.code === 401
    : /^ERR_SSL_(TLSV1|SSLV3|TLSV13)_ALERT_.*(CERTIFICATE|UNKNOWN_CA)/.test(codeOf(thrown) ?? '');

/** What is told of that: who refuses, and what is wrong with the credentials as far as it is seen. */
export function notTaken({ server, context }: ServerName, thrown: unknown, expired: string | undefined): StatusError {
  const named = context === '' ? server : `${server} (context ${context})`;
  const why = expired === undefined ? '' : `: the client certificate has expired on ${expired}`;
  const message = `the cluster's API ${named} does not take the credentials of the context${why}`;
  const status: StatusBody =
    thrown instanceof StatusError
      ? { ...thrown.status, message }
      : {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          reason: 'Unauthorized',
          code: 401,
          message,
        };
  return new StatusError(
    status,
    expired === undefined
      ? 'log in again, or take the kubeconfig anew from the cluster'
      : 'take the kubeconfig anew from the cluster; a k3s server renews its own when it starts within 90 days of the end',
  );
}
