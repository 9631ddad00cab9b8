import { isCertificateTrouble } from '../../core/connection-trouble.ts';
import { GatehouseError } from '../../core/errors.ts';
import { StatusError } from '../status-error.ts';
import { backOff } from './back-off.ts';
import { type ApiCall, StaleConnection } from './exchange.ts';
import { neverSent, TooLate } from './unreachable.ts';

/** Times a call is made at most where the server wants it again (client-go rest/with_retry.go). */
const mostTries = 10;
/** Times it is made where nobody answers. */
const mostInVain = 3;

/** A call that went wrong, how often it was made, and chance. */
export interface Failed {
  readonly thrown: unknown;
  readonly call: ApiCall;
  readonly tries: number;
  readonly random: () => number;
}

/**
 * Milliseconds after which a call is made again; undefined where it is not. A write is made again only where the server says that it was
 * not done, where it never came there, or where twice is the same as once.
 */
export function waitBefore({ thrown, call, tries, random }: Failed): number | undefined {
  if (thrown instanceof StatusError) return waitAfterRefusal({ thrown, call, tries, random });
  if (thrown instanceof GatehouseError || thrown instanceof TooLate || isCertificateTrouble(thrown)) return undefined;
  if (tries >= mostInVain || !(isRepeatable(call) || neverSent(thrown))) return undefined;
  return thrown instanceof StaleConnection ? 0 : backOff(tries, random);
}

/** Whether twice is the same as once. */
const isRepeatable = ({ method, repeatable }: ApiCall): boolean => method === 'GET' || repeatable === true;

function waitAfterRefusal({ thrown, call, tries, random }: Failed & { readonly thrown: StatusError }) {
  const { code, details } = thrown.status;
  if (code !== 429 && code < 500) return undefined;
  const said = details?.retryAfterSeconds;
  if (said !== undefined) return tries < mostTries ? Math.max(said * 1000, 1) : undefined;
  const passes = code === 429 || (isRepeatable(call) && code >= 502 && code <= 504);
  return passes && tries < mostInVain ? backOff(tries, random) : undefined;
}
