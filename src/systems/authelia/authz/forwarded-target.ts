import { parseAddress } from '../../../core/address.ts';
import type { Target } from '../access/access-control.ts';

/** The request that is to be authorised, as the proxy tells of it. */
export interface ForwardedTarget extends Target {
  /** The whole address. */
  readonly url: string;
  readonly scheme: string;
}

/** Reads what is asked for; why not, where upstream answers 400. Upstream: internal/handlers/handler_authz_impl_forwardauth.go. */
export function forwardedTarget(
  headers: Readonly<Record<string, string>>,
): ForwardedTarget | { readonly problem: string } {
  const method = headers['x-forwarded-method'] ?? '';
  if (!/^[A-Z]+$/.test(method)) return { problem: 'the header X-Forwarded-Method is missing or no method' };
  const scheme = headers['x-forwarded-proto'] ?? '';
  const host = headers['x-forwarded-host'] ?? '';
  if (scheme === '' || host === '') return { problem: 'the header X-Forwarded-Proto or X-Forwarded-Host is missing' };
  const uri = headers['x-forwarded-uri'] ?? '';
  const url = `${scheme}://${host}${uri}`;
  if (!URL.canParse(url)) return { problem: `${url} is no URL` };
  const [path = '', ...query] = uri.split('?');
  const named = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return {
    ...{ url, scheme, method, host: named, path: path === '' ? '/' : path },
    ...(query.length > 0 && { query: query.join('?') }),
    address: firstForwarded(headers['x-forwarded-for'] ?? ''),
  };
}

/** The address that networks are held against: the first that was forwarded. Upstream: middlewares RequestCtxRemoteIP. */
function firstForwarded(forwarded: string): string {
  const [first = ''] = forwarded.split(',');
  return parseAddress(first.trim()) ? first.trim() : '';
}
