import type { LabRule } from '../../../check/rule.ts';
import { duplicates } from '../../../lab/duplicates.ts';
import type { CertManagerLab } from '../lab.ts';

export const certificateWrittenTwice: LabRule<CertManagerLab> = {
  id: 'certificate-written-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'Two certificates have one name, or are kept in one Secret.',
  why: 'two Certificates that write one Secret overwrite each other without end (cert-manager pkg/controller/certificates/trigger, DuplicateSecretName)',
  check: ({ certificates }) => {
    const more = certificates?.more ?? [];
    const isOne = certificates?.per === 'lab';
    const all = [
      ...(isOne ? [{ name: certificates.name, secret: certificates.secret }] : []),
      ...more.map(({ name, secret }) => ({ name, secret: secret ?? `${name}-tls` })),
    ];
    const shift = all.length - more.length;
    return (['name', 'secret'] as const).flatMap((field) =>
      duplicates(all, (own) => (own[field] === undefined ? [] : [own[field]]))
        // Two of one name have one Secret by that.
        .filter(({ index, first }) => field === 'name' || all[index]?.name !== all[first]?.name)
        .map(({ key, index }) => ({
          path: ['certificates', 'more', index - shift, more[index - shift]?.[field] === undefined ? 'name' : field],
          message:
            field === 'name' ? `there are two certificates ${key}` : `two certificates are kept in the Secret ${key}`,
          hint: `give it a ${field} of its own`,
        })),
    );
  },
  examples: {
    passing: [{ 'certificates.name': 'all', 'certificates.more': [{ name: 'shop', names: 'shop.home.example.org' }] }],
    failing: [
      { 'certificates.name': 'shop', 'certificates.more': [{ name: 'shop', names: 'shop.home.example.org' }] },
      { 'certificates.secret': 'shop-tls', 'certificates.more': [{ name: 'shop', names: 'shop.home.example.org' }] },
    ],
  },
};
