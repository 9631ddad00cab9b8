import type { Visitor } from '../../../cluster/network.ts';
import type { PlayedVisitor, Visitors } from '../../sign-in.ts';
import type { AccessRule, Target } from '../access/access-control.ts';
import { matchesDomain } from '../access/match-domain.ts';
import { judge, requiredLevel } from '../access/required-level.ts';
import { type Configuration, cookieFor } from '../config/configuration.ts';

/** Somebody to try, in words. */
interface Candidate {
  readonly who: string;
  readonly visitor?: Visitor;
}

/**
 * Who is to be played for a request so that the access rules show: somebody who has not signed in, one of those whom each rule of the host
 * is about, with the factors it asks for and with one too few, and one whom no rule is about.
 */
export const visitorsOf =
  ({ cookies, accessControl }: Configuration): Visitors =>
  ({ host, path, from }) => {
    const cookie = cookieFor(cookies, host);
    if (!cookie) return { unknown: `${host} is under no domain of session.cookies` };
    const rules = accessControl.rules.filter(
      ({ domains, domainRegexes }) => isAbout(domains, host) || domainRegexes.length > 0,
    );
    const target: Target = { host, method: 'GET', address: from, ...splitPath(path) };
    const played: PlayedVisitor[] = [];
    for (const { who, visitor } of candidates(rules)) {
      const required = requiredLevel(accessControl, visitor, target);
      if ('unknown' in required) return required;
      const verdict = judge(required, visitor?.factors ?? 0);
      const status = { allowed: 200, unauthorized: 302, forbidden: 403 }[verdict];
      const portal = `${cookie.portal.replace(/\/$/, '')}/?rd=`;
      const sent = verdict === 'unauthorized' ? { redirectTo: portal } : {};
      played.push({ who, ...(visitor ? { visitor } : {}), status, ...sent });
    }
    return played;
  };

const isAbout = (domains: readonly string[], host: string): boolean =>
  domains.some((domain) => matchesDomain(domain, host, undefined));

function splitPath(path: string): Pick<Target, 'path' | 'query'> {
  const mark = path.indexOf('?');
  return mark < 0 ? { path } : { path: path.slice(0, mark), query: path.slice(mark + 1) };
}

function candidates(rules: readonly AccessRule[]): readonly Candidate[] {
  const all: Candidate[] = [
    { who: 'not signed in' },
    ...rules.flatMap((rule) => rule.subjects.flatMap((subjects) => membersOf(rule, subjects))),
    { who: 'in no group', visitor: { user: 'somebody', groups: [], factors: 2 } },
  ];
  return [...new Map(all.map((each) => [each.who, each])).values()];
}

/** One whom a list of subjects is about; where two factors are asked for, the same with one as well. */
function membersOf({ policy }: AccessRule, subjects: readonly string[]): readonly Candidate[] {
  const groups = named(subjects, 'group:');
  const [user] = named(subjects, 'user:');
  // Clients of the OpenID provider are no people.
  if (groups.length === 0 && user === undefined) return [];
  const who = [user, ...(groups.length > 0 ? [`one of ${groups.join(' and ')}`] : [])].filter(Boolean).join(', ');
  const member = (factors: 1 | 2): Visitor => ({ user: user ?? 'somebody', groups, factors });
  if (policy !== 'two_factor') return [{ who, visitor: member(1) }];
  return [
    { who: `${who} with one factor`, visitor: member(1) },
    { who: `${who} with two factors`, visitor: member(2) },
  ];
}

const named = (subjects: readonly string[], kind: string): string[] =>
  subjects.filter((each) => each.startsWith(kind)).map((each) => each.slice(kind.length));
