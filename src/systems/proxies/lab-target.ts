import { parseAddress } from '../../core/address.ts';
import type { LabCore } from '../../lab/lab-core.ts';
import { checkedText } from '../../lab/scalars.ts';
import { quoteText } from '../../lab/values.ts';

const shape = /^(https?):\/\/(\[[0-9a-f:]+\]|[^\s/:@?#[\]]+)(?::(\d{1,5}))?\/?$/i;

/** `http://` or `https://`, a machine, and a port if it is not the usual one. */
export const targetText = checkedText((text) => {
  const [, , host = '', port = '1'] = shape.exec(text) ?? [];
  if (host !== '' && Number(port) > 0 && Number(port) < 65536) return undefined;
  const message = `${quoteText(text)} must be http:// or https://, an address or a name, and a port where it is not the usual one`;
  return { message, hint: 'write it like https://nas.lan:8006; a path belongs into what people open, not here' };
}, '^https?://[^\\s/]+/?$');

/** What a target says. */
export interface Target {
  readonly scheme: 'http' | 'https';
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Reads a target that is well written. */
export function readTarget(text: string): Target {
  const [, scheme = 'http', host = '', port] = shape.exec(text.toLowerCase()) ?? [];
  const isTls = scheme === 'https';
  return {
    scheme: isTls ? 'https' : 'http',
    host: host.replaceAll(/[[\]]/g, ''),
    port: port === undefined ? (isTls ? 443 : 80) : Number(port),
  };
}

/** The address of a machine: the one that stands there, or that of its name in `network.names`; undefined for any other name. */
export function addressOf({ network }: Pick<LabCore, 'network'>, host: string): string | undefined {
  if (parseAddress(host)) return host;
  return Object.hasOwn(network.names, host) ? network.names[host] : undefined;
}
