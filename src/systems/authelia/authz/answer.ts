import type { PodAnswer, PodRequest, Visitor } from '../../../cluster/network.ts';
import { judge, requiredLevel } from '../access/required-level.ts';
import { type Configuration, cookieFor, isBelow } from '../config/configuration.ts';
import { type ForwardedTarget, forwardedTarget } from './forwarded-target.ts';
import { visitorOf } from './session.ts';

/** What is answered, and why in words; or why that is not known. */
export type AuthzAnswer = (PodAnswer & { readonly reason: string }) | { readonly unknown: string };

/** Whether a path is one of those that authorise, or would be if it were declared. */
export const isAuthzPath = (path: string): boolean => path.startsWith('/api/authz/') || path === '/api/verify';

/**
 * What a request to an endpoint that authorises is answered. Upstream: internal/handlers/handler_authz.go, handler_authz_common.go,
 * internal/server/handlers.go.
 */
export function answerAuthz(configuration: Configuration, request: PodRequest): AuthzAnswer {
  const [path = '', query = ''] = request.target.split('?');
  const implementation = configuration.endpoints.get(path);
  if (implementation === undefined) return plain(404, `there is no endpoint ${path}`);
  if (implementation !== 'ForwardAuth')
    return { unknown: `what the endpoint ${path} (${implementation}) answers is not modelled` };
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(405, `the endpoint takes no ${request.method}`);
  const target = forwardedTarget(request.headers);
  if ('problem' in target) return plain(400, target.problem);
  return authorise(configuration, request, target, new URLSearchParams(query).get('authelia_url') ?? '');
}

function authorise(
  { cookies, accessControl }: Configuration,
  { headers }: PodRequest,
  target: ForwardedTarget,
  asked: string,
): AuthzAnswer {
  if (target.scheme !== 'https' && target.scheme !== 'wss')
    return plain(400, `the scheme ${target.scheme} is insecure: only https and wss are supported`);
  const cookie = cookieFor(cookies, target.host);
  if (!cookie) return plain(400, `${target.host} is under no domain of session.cookies`);
  const portal = asked === '' ? cookie.portal : asked;
  if (!URL.canParse(portal) || !isBelow(new URL(portal).hostname, cookie.domain))
    return plain(400, `the portal ${portal || 'without an address'} is not under ${cookie.domain}`);
  if (/^basic\s/i.test(headers.authorization ?? ''))
    return { unknown: 'whether the password of an Authorization header is right is not known' };
  const visitor = visitorOf(cookie, headers.cookie);
  const required = requiredLevel(accessControl, visitor, target);
  if ('unknown' in required) return required;
  const verdict = judge(required, visitor?.factors ?? 0);
  const by = required.rule === undefined ? 'the default policy' : `rule #${required.rule + 1}`;
  const reason = `${by} says ${required.policy} for ${printWho(visitor)}`;
  if (verdict === 'allowed') return { ...plain(200, reason), headers: identity(visitor) };
  if (verdict === 'forbidden') return plain(403, reason);
  return toPortal(portal, headers, target, reason);
}

const printWho = (visitor: Visitor | undefined): string =>
  visitor
    ? `${visitor.user} (${visitor.groups.join(', ') || 'in no group'}; ${visitor.factors === 1 ? 'one factor' : 'two factors'})`
    : 'somebody who has not signed in';

/** Mail and display name stand in the users file; a played visitor has his name alone. */
const identity = (visitor: Visitor | undefined): PodAnswer['headers'] =>
  visitor
    ? [
        ['Remote-User', visitor.user],
        ['Remote-Groups', visitor.groups.join(',')],
        ['Remote-Name', visitor.user],
      ]
    : [];

const texts: Readonly<Record<number, string>> = {
  200: 'OK',
  302: 'Found',
  303: 'See Other',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
};

const plain = (status: number, reason: string) => ({
  ...{ status, reason, body: `${status} ${texts[status]}` },
  headers: [['Content-Type', 'text/plain; charset=utf-8']] as const,
});

/** Browsers are sent to the portal; what is no page is told where it is. Upstream: handler_authz_authn.go, handleUnauthorized of the implementation. */
function toPortal(
  portal: string,
  headers: PodRequest['headers'],
  target: ForwardedTarget,
  reason: string,
): AuthzAnswer {
  const location = `${portal.replace(/\/$/, '')}/?rd=${escapeQuery(target.url)}&rm=${target.method}`;
  const isPage = headers['x-requested-with'] !== 'XMLHttpRequest' && acceptsHtml(headers.accept ?? '');
  const status = !isPage ? 401 : ['GET', 'HEAD', 'OPTIONS'].includes(target.method) ? 302 : 303;
  const shown = location.replaceAll('&', '&amp;');
  return {
    ...{ status, reason, body: `<a href="${shown}">${status} ${texts[status]}</a>` },
    headers: [
      ['Location', location],
      ['Content-Type', 'text/html; charset=utf-8'],
    ],
  };
}

/** Upstream: middlewares/authelia_context.go AcceptsMIME. */
function acceptsHtml(accept: string): boolean {
  const types = accept.split(',').map((each) => (each.split(';')[0] ?? '').trim());
  return types.includes('text/html') || types[0] === '*/*';
}

/** Go's url.QueryEscape. */
const escapeQuery = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
