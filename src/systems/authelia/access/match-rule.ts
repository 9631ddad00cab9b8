import { includes, parseAddress } from '../../../core/address.ts';
import { compileGoRegexp } from '../../../core/go-regexp.ts';
import type { AccessRule, QueryTest, Subject, Target } from './access-control.ts';
import { matchesDomain } from './match-domain.ts';

/** Whether a rule takes a request, or why that cannot be said. */
export type Match = boolean | { readonly unknown: string };

/** An expression with these groups is held against who asks as well, which is not modelled. Upstream: authorization/regexp.go. */
const namesSubject = /\(\?P?<(User|Group)>/;

/**
 * Whether all criteria of a rule hold; those inside one list are alternatives. Somebody who has not signed in passes every subject.
 * Upstream: internal/authorization/access_control_rule.go IsMatch.
 */
export function matchRule(rule: AccessRule, subject: Subject | undefined, target: Target): Match {
  const criteria: readonly (() => Match)[] = [
    () => matchesHost(rule, subject, target),
    () => matchesResource(rule, target),
    () => matchesQuery(rule, target),
    () => rule.methods.length === 0 || rule.methods.includes(target.method),
    () => matchesNetwork(rule, target),
    () => matchesSubject(rule, subject),
  ];
  let open: Match = true;
  for (const criterion of criteria) {
    const match = criterion();
    if (match === false) return false;
    if (match !== true) open = match;
  }
  return open;
}

function matchesHost({ domains, domainRegexes }: AccessRule, subject: Subject | undefined, { host }: Target): Match {
  return (
    domains.some((domain) => matchesDomain(domain, host, subject)) || matchesAny(domainRegexes, host, 'domain_regex')
  );
}

function matchesResource({ resources }: AccessRule, target: Target): Match {
  return resources.length === 0 || matchesAny(resources, resourceOf(target), 'resources');
}

/** What resources are held against: the cleaned path, and the query with it. Upstream: internal/utils/url.go URLPathFullClean. */
function resourceOf({ path, query }: Target): string {
  const cleaned = cleanPath(path);
  const whole = path.endsWith('/') && cleaned !== '/' ? `${cleaned}/` : cleaned;
  return query === undefined || query === '' ? whole : `${whole}?${query}`;
}

/** Go's path.Clean of an absolute path. */
function cleanPath(path: string): string {
  const out: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') out.pop();
    else if (segment !== '' && segment !== '.') out.push(segment);
  }
  return `/${out.join('/')}`;
}

function matchesAny(patterns: readonly string[], text: string, field: string): Match {
  let open: Match = false;
  for (const pattern of patterns) {
    const compiled = compileGoRegexp(pattern);
    if ('problem' in compiled) return { unknown: `${field}: ${compiled.problem}` };
    if (!compiled.regexp.matches(text)) continue;
    if (!namesSubject.test(pattern)) return true;
    open = { unknown: `${field} ${pattern} is held against the name or the groups of whoever asks` };
  }
  return open;
}

function matchesQuery({ query }: AccessRule, target: Target): boolean {
  if (query.length === 0) return true;
  const given = new URLSearchParams(target.query ?? '');
  return query.some((tests) => tests.every((test) => holds(test, given)));
}

/** Upstream: internal/authorization/access_control_query.go. */
function holds({ operator, key, value }: QueryTest, given: URLSearchParams): boolean {
  const found = given.get(key) ?? '';
  if (operator === 'present' || operator === 'absent') return given.has(key) === (operator === 'present');
  if (operator === 'equal' || operator === 'not equal') return (found === value) === (operator === 'equal');
  const compiled = compileGoRegexp(value);
  return 'regexp' in compiled && compiled.regexp.matches(found) === (operator === 'pattern');
}

function matchesNetwork({ networks }: AccessRule, target: Target): boolean {
  const address = parseAddress(target.address);
  return networks.length === 0 || (address !== undefined && networks.some((range) => includes(range, address)));
}

function matchesSubject({ subjects }: AccessRule, subject: Subject | undefined): boolean {
  if (!subject || subjects.length === 0) return true;
  return subjects.some((all) => all.every((each) => isSubject(each, subject)));
}

const isSubject = (text: string, { user, groups }: Subject): boolean =>
  text === `user:${user}` || groups.some((group) => text === `group:${group}`);
