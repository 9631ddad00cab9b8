import type { LabRule } from '../../../check/rule.ts';
import type { PlannedName } from '../../../lab/lab-plan.ts';
import { type CertManagerLab, issuerOf } from '../lab.ts';
import { nameGroups } from '../lab-name-groups.ts';

const weeklyLimit = 50;
const mostNames = 100;

export const certificatesOverLimit: LabRule<CertManagerLab> = {
  id: 'certificates-over-limit',
  needs: 'lab',
  severity: 'warning',
  summary: 'A lab asks Let’s Encrypt for more than it gives out in a week, or for more names than a certificate holds.',
  why: 'Let’s Encrypt gives out 50 certificates a registered domain in seven days, and a certificate holds at most 100 names (content/en/docs/rate-limits.md, profiles.md)',
  check: (lab, { certified }) => {
    const issuer = issuerOf(lab);
    if (issuer.type === 'internal-ca') return [];
    const wanted = certificatesOf(lab, certified);
    const path = lab.certificates?.per === 'host' ? ['certificates', 'per'] : ['certificates'];
    const tooLong = wanted
      .filter((names) => names.length > mostNames)
      .map((names) => ({
        path,
        message: `one certificate is to hold ${names.length} names, and Let’s Encrypt puts at most ${mostNames} into one`,
        hint: 'take a wildcard, or a certificate for each domain (certificates.per)',
      }));
    const under = wanted.filter((names) => names.every((name) => isUnder(name, lab.domain)));
    if (issuer.server !== 'production' || under.length <= weeklyLimit) return tooLong;
    const message = `${under.length} certificates are asked for under ${lab.domain}: Let’s Encrypt gives out ${weeklyLimit} a week, the others come later`;
    return [...tooLong, { path, message, hint: 'one certificate with a wildcard holds for all of them' }];
  },
  examples: {
    passing: [
      { domain: 'home.example.org', 'certificates.issuer.server': 'production' },
      { domain: 'home.example.org', 'certificates.per': 'host', 'certificates.domains': many(60) },
    ],
    failing: [
      {
        domain: 'home.example.org',
        'certificates.issuer.server': 'production',
        'certificates.per': 'host',
        'certificates.domains': many(60),
      },
      { 'certificates.domains': many(101) },
    ],
  },
};

function many(count: number): readonly string[] {
  return ['*.home.example.org', ...Array.from({ length: count - 1 }, (_, i) => `app${i}.home.example.org`)];
}

/** What lies under the lab's domain is of one registered domain, whichever that is. */
const isUnder = (name: string, domain: string | undefined): boolean =>
  domain !== undefined && (name === domain || name.endsWith(`.${domain}`));

function certificatesOf({ certificates }: CertManagerLab, certified: readonly PlannedName[]): (readonly string[])[] {
  const shared = certified.filter(({ isApart }) => !isApart).map(({ name }) => name);
  const groups = nameGroups(shared, certificates?.per ?? 'lab').map(({ names }) => names);
  return [...groups, ...(certificates?.more ?? []).map(({ names }) => names)];
}
