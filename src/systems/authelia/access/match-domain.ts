import type { AccessRule, Subject } from './access-control.ts';

const startsOfWildcards = ['{user}', '{group}'] as const;

/**
 * Whether a rule's domain takes a host. `*.x` takes any depth below `x` and not `x` itself; `{user}.x` and `{group}.x` take the label of
 * whoever asks, and any label for somebody who has not signed in. Upstream: internal/authorization/access_control_domain.go.
 */
export function matchesDomain(domain: string, host: string, subject: Subject | undefined): boolean {
  const asked = host.toLowerCase();
  if (domain.startsWith('*.')) return asked.endsWith(domain.slice(1).toLowerCase());
  const start = startsOfWildcards.find((each) => domain.startsWith(`${each}.`));
  if (start === undefined) return asked === domain.toLowerCase();
  const end = domain.slice(start.length).toLowerCase();
  if (!subject) return asked.endsWith(end) && asked.length > end.length;
  if (start === '{user}') return host === `${subject.user}${domain.slice(start.length)}`;
  const dot = asked.indexOf('.');
  return (
    dot >= 0 && asked.slice(dot) === end && subject.groups.some((each) => each.toLowerCase() === asked.slice(0, dot))
  );
}

/** Whether a rule looks at who asks: then `deny` sends somebody who has not signed in to the login. Upstream: access_control_rule.go NewAccessControlRule. */
export const hasSubjects = ({ subjects, domains }: AccessRule): boolean =>
  subjects.length > 0 || domains.some((domain) => startsOfWildcards.some((start) => domain.startsWith(`${start}.`)));
