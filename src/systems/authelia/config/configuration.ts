import type { Json } from '../../../kube/object.ts';
import { isMap } from '../../chart-values.ts';
import { type AccessControl, policies } from '../access/access-control.ts';

/** One domain whose hosts share a session. */
export interface CookieDomain {
  readonly domain: string;
  /** Address of the portal. */
  readonly portal: string;
  /** Name of the cookie. */
  readonly name: string;
}

/** How an endpoint that authorises requests reads and answers them. */
export type Implementation = 'ForwardAuth' | 'AuthRequest' | 'ExtAuthz' | 'Legacy';

/** What of a configuration decides who may enter. */
export interface Configuration {
  readonly cookies: readonly CookieDomain[];
  readonly accessControl: AccessControl;
  /** Endpoints by their path. */
  readonly endpoints: ReadonlyMap<string, Implementation>;
}

const usualEndpoints: readonly (readonly [string, Implementation])[] = [
  ['/api/authz/forward-auth', 'ForwardAuth'],
  ['/api/authz/auth-request', 'AuthRequest'],
  ['/api/authz/ext-authz', 'ExtAuthz'],
  ['/api/verify', 'Legacy'],
];

/** Cookies of the session: of two that cover a host the first counts. Upstream: schema/session.go. */
export function cookiesOf(root: Json): readonly CookieDomain[] {
  const session = mapAt(root, 'session');
  const usual = textAt(session, 'name') || 'authelia_session';
  return listAt(session, 'cookies').map((each) => ({
    domain: textAt(each, 'domain'),
    portal: textAt(each, 'authelia_url'),
    name: textAt(each, 'name') || usual,
  }));
}

/** Any entry replaces all that are there without. Upstream: schema/server.go, server/handlers.go. */
export function endpointsOf(root: Json): ReadonlyMap<string, Implementation> {
  const written = mapAt(mapAt(mapAt(root, 'server'), 'endpoints'), 'authz');
  const entries = isMap(written) ? Object.entries(written) : [];
  if (entries.length === 0) return new Map(usualEndpoints);
  return new Map(
    entries.map(([name, each]) => [
      name === 'legacy' ? '/api/verify' : `/api/authz/${name}`,
      textAt(each, 'implementation') as Implementation,
    ]),
  );
}

/** The cookie domain of a host: the first that it equals or lies below. Upstream: middlewares GetCookieDomainFromTargetURI. */
export const cookieFor = (cookies: readonly CookieDomain[], host: string): CookieDomain | undefined =>
  cookies.find(({ domain }) => domain !== '' && isBelow(host, domain));

/** Whether a host is a domain or lies below it. */
export const isBelow = (host: string, domain: string): boolean =>
  host.toLowerCase() === domain.toLowerCase() || host.toLowerCase().endsWith(`.${domain.toLowerCase()}`);

/** Whether somewhere a second factor is asked for: only then is one offered. Upstream: authorization/authorizer.go NewAuthorizer. */
export const offersSecondFactor = ({ defaultPolicy, rules }: AccessControl): boolean =>
  [defaultPolicy, ...rules.map(({ policy }) => policy)].includes('two_factor');

/** Whether a text is a policy. */
export const isPolicy = (text: string): text is AccessControl['defaultPolicy'] =>
  policies.some((policy) => policy === text);

/** The mapping at a key; null where there is none. */
export function mapAt(value: Json, key: string): Json {
  const found = isMap(value) ? value[key] : undefined;
  return found !== undefined && isMap(found) ? found : null;
}

/** The list at a key, one value as a list of one; empty where there is none. */
export function listAt(value: Json, key: string): readonly Json[] {
  const found = isMap(value) ? value[key] : undefined;
  if (found === undefined || found === null) return [];
  return Array.isArray(found) ? found : [found];
}

/** The text at a key; empty where there is none. */
export function textAt(value: Json, key: string): string {
  const found = isMap(value) ? value[key] : undefined;
  return found === undefined || found === null || typeof found === 'object' ? '' : String(found);
}
