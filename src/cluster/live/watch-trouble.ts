import { isCertificateTrouble } from '../../core/connection-trouble.ts';
import { GatehouseError } from '../../core/errors.ts';
import { isReason, KindNotServed, StatusError } from '../status-error.ts';
import { ClusterUnreachable } from './unreachable.ts';

/** What a watch does about what went wrong: goes on from where it was, lists anew, waits for its kind, or gives up. */
export type WatchTrouble = 'passing' | 'gone' | 'not-served' | 'final';

/** What went wrong with a watch, told by what was thrown. */
export function watchTrouble(thrown: unknown): WatchTrouble {
  if (thrown instanceof KindNotServed || isReason(thrown, 'NotFound')) return 'not-served';
  if (thrown instanceof StatusError) return refused(thrown.status.code);
  if (thrown instanceof ClusterUnreachable) return isCertificateTrouble(thrown.cause) ? 'final' : 'passing';
  return thrown instanceof GatehouseError || isCertificateTrouble(thrown) ? 'final' : 'passing';
}

function refused(code: number): WatchTrouble {
  if (code === 410) return 'gone';
  return code === 429 || code === 408 || code >= 500 ? 'passing' : 'final';
}

/** Milliseconds that the server wants to be left alone; undefined where it says nothing of that. */
export function askedToWait(thrown: unknown): number | undefined {
  const seconds = thrown instanceof StatusError ? thrown.status.details?.retryAfterSeconds : undefined;
  return seconds === undefined ? undefined : seconds * 1000;
}
