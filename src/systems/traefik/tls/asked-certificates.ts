import { routerRuleDomains } from '../matching/router-rule.ts';
import type { ResolvedRouter } from '../model/assembly.ts';
import type { StaticConfiguration } from '../model/static-configuration.ts';
import { type AskedCertificate, matchesNames } from './certificates.ts';

type Resolvers = StaticConfiguration['certificatesResolvers'];

/** What a router says of the certificates that it is served by. */
export type AskingRouter = Pick<ResolvedRouter, 'rule' | 'tls'>;

/** Domains that a router asks its resolver for: those that it lists, else the hosts of its rule (pkg/provider/acme/provider.go watchNewDomains). */
const domainsOf = ({ rule, tls }: AskingRouter): readonly (readonly string[])[] =>
  tls?.domains?.length
    ? tls.domains.map(({ main, sans }) => [main, ...(sans ?? [])].flatMap((name) => name || []))
    : [routerRuleDomains(rule)];

/** Whether the challenge of a resolver proves a name: a wildcard only by DNS (pkg/provider/acme/provider.go sanitizeDomains). */
export const proves = (resolver: { readonly dnsChallenge: boolean } | undefined, name: string): boolean =>
  resolver !== undefined && (resolver.dnsChallenge || !name.includes('*'));

/**
 * Certificates that resolvers ask for, given those that are there: a name that one of them covers is not asked for again
 * (pkg/provider/acme/provider.go getUncheckedDomains). That the authority signs them is taken for granted.
 */
export function askedCertificates(
  resolvers: Resolvers,
  routers: Iterable<AskingRouter>,
  present: readonly { readonly names: readonly string[] }[],
): readonly AskedCertificate[] {
  const asked: AskedCertificate[] = [];
  const isCovered = (name: string) => [...present, ...asked].some(({ names }) => matchesNames(name, names));
  for (const router of routers) {
    const resolver = resolvers.get(router.tls?.certResolver ?? '');
    for (const domains of resolver ? domainsOf(router) : []) {
      const names = domains.map((name) => name.toLowerCase()).filter((name) => !isCovered(name));
      if (names.length === 0 || !names.every((name) => proves(resolver, name))) continue;
      asked.push({ resolver: router.tls?.certResolver ?? '', names });
    }
  }
  return asked;
}
