import type { ObjectsRule } from '../../../check/rule.ts';
import { holdsSealed, sealedText } from '../../../kube/sealed.ts';
import { acmeEmailProblem } from '../acme/acme-email.ts';
import { exampleIssuer, issuersOf } from '../rule-objects.ts';

const isLetsEncrypt = (server: string | undefined): boolean =>
  /^https:\/\/acme(-staging)?-v02\.api\.letsencrypt\.org\//.test(server ?? '');

/** An e-mail address with which Let's Encrypt registers no account. */
export const acmeEmailRefused: ObjectsRule = {
  id: 'acme-email-refused',
  needs: 'objects',
  severity: 'error',
  summary: "The e-mail address of an ACME issuer is one that Let's Encrypt refuses.",
  why: 'the account is not registered, and the issuer never becomes ready: `contact email has forbidden domain` (letsencrypt/boulder policy/pa.go ValidEmail)',
  check: (input) =>
    issuersOf(input).flatMap(({ object, on }) => {
      const { email, server } = (object.spec?.acme ?? {}) as { readonly email?: string; readonly server?: string };
      const isRead = email !== undefined && !holdsSealed(email) && !email.includes('${') && isLetsEncrypt(server);
      const problem = isRead ? acmeEmailProblem(email) : undefined;
      if (problem === undefined) return [];
      return [
        {
          on,
          path: ['spec', 'acme', 'email'],
          message: `${email}: ${problem}, and Let's Encrypt takes no such address`,
          hint: 'write an address of your own, or remove the field: none is needed',
        },
      ];
    }),
  examples: {
    passing: [
      exampleIssuer('production', { email: 'me@home.example.org' }),
      exampleIssuer('private', { email: sealedText('SECRET_EMAIL') }),
      exampleIssuer('filled-in', { email: ['$', '{EMAIL}'].join('') }),
      exampleIssuer('other', { email: 'me@example.org', server: 'https://acme.example.org/directory' }),
    ],
    failing: [exampleIssuer('production', { email: 'me@example.org' })],
  },
};
