import type { AccessControl, AccessRule } from './access-control.ts';

/** A rule that no request comes to, and the one that takes all of them before. */
export interface ShadowedRule {
  /** Places from 0. */
  readonly rule: number;
  readonly by: number;
}

/** Rules behind one that takes whoever asks for whatever on the same domains. Upstream: internal/authorization/authorizer.go: the first match counts. */
export const shadowedRules = ({ rules }: AccessControl): readonly ShadowedRule[] =>
  rules.flatMap((rule, place) => {
    const by = rules.slice(0, place).findIndex((earlier) => takesAll(earlier) && coversDomains(earlier, rule));
    return by < 0 ? [] : [{ rule: place, by }];
  });

/** Rules that let strangers in, behind one of the same domains that is about some people: strangers match that, and are asked to sign in. */
export const hiddenBypasses = ({ rules }: AccessControl): readonly ShadowedRule[] =>
  rules.flatMap((rule, place) => {
    if (rule.policy !== 'bypass') return [];
    const by = rules
      .slice(0, place)
      .findIndex(
        (earlier) =>
          earlier.subjects.length > 0 && takesAll({ ...earlier, subjects: [] }) && coversDomains(earlier, rule),
      );
    return by < 0 ? [] : [{ rule: place, by }];
  });

const takesAll = ({ subjects, networks, resources, methods, query }: AccessRule): boolean =>
  [subjects, networks, resources, methods, query].every((criteria) => criteria.length === 0);

/** Whether every domain of a rule is one of an earlier one; an expression is covered by nothing. */
const coversDomains = (earlier: AccessRule, { domains, domainRegexes }: AccessRule): boolean =>
  domainRegexes.length === 0 && domains.every((domain) => earlier.domains.some((other) => covers(other, domain)));

function covers(wide: string, narrow: string): boolean {
  if (wide.toLowerCase() === narrow.toLowerCase()) return true;
  return wide.startsWith('*.') && !narrow.startsWith('{') && narrow.toLowerCase().endsWith(wide.slice(1).toLowerCase());
}
