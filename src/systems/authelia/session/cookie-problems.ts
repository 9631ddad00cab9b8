import { parseAddress } from '../../../core/address.ts';
import { type CookieDomain, isBelow } from '../config/configuration.ts';

/** Domains of the public suffix list that homes are often named under; the list itself is longer. */
const publicSuffixes = new Set([
  'home.arpa',
  'duckdns.org',
  'dyndns.org',
  'ddns.net',
  'dynv6.net',
  'synology.me',
  'co.uk',
]);

/**
 * Why Authelia does not start with its session domains, in words near to upstream's; what cannot be told is not said.
 * Upstream: internal/configuration/validator/session.go.
 */
export function cookieProblems(cookies: readonly CookieDomain[]): readonly string[] {
  if (cookies.length === 0) return ["session: option 'cookies' is required"];
  return cookies.flatMap((cookie, place) => {
    const problem = domainProblem(cookie, cookies.slice(0, place)) ?? portalProblem(cookie);
    return problem === undefined
      ? []
      : [`session: domain config #${place + 1} (domain '${cookie.domain}'): ${problem}`];
  });
}

function domainProblem({ domain }: CookieDomain, earlier: readonly CookieDomain[]): string | undefined {
  if (domain === '') return "option 'domain' is required";
  if (domain.startsWith('*.')) return "option 'domain' must be the domain you wish to protect not a wildcard domain";
  if (parseAddress(domain)) return undefined;
  if (!domain.includes('.'))
    return 'is not a valid cookie domain: must have at least a single period or be an ip address';
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(domain))
    return 'does not appear to be a valid cookie domain or an ip address';
  if (publicSuffixes.has(domain)) return 'the domain is part of the special public suffix list';
  if (earlier.some((other) => other.domain === domain))
    return 'is a duplicate value for another configured session domain';
  if (earlier.some((other) => other.domain !== '' && isBelow(domain, other.domain)))
    return 'shares the same cookie domain scope as another configured session domain';
  return undefined;
}

function portalProblem({ domain, portal }: CookieDomain): string | undefined {
  if (portal === '') return "option 'authelia_url' is required";
  if (!URL.canParse(portal)) return `option 'authelia_url' with value '${portal}' is not absolute`;
  const { protocol, hostname } = new URL(portal);
  if (protocol !== 'https:' && protocol !== 'wss:')
    return `option 'authelia_url' with value '${portal}' does not have a secure scheme`;
  return isBelow(hostname, domain)
    ? undefined
    : `option 'authelia_url' does not share a cookie scope with domain '${domain}': ${hostname}`;
}
