import type { ObjectsRule } from '../../../check/rule.ts';
import { cookiesOf, mapAt, textAt } from '../config/configuration.ts';
import { configuredWorkloads, rootOf } from '../rule-configurations.ts';
import { autheliaWith, configurationWith } from '../rule-examples.ts';
import { cookieProblems } from '../session/cookie-problems.ts';

/** Session domains with which Authelia ends at once. */
export const autheliaSessionRefused: ObjectsRule = {
  id: 'authelia-session-refused',
  needs: 'objects',
  severity: 'error',
  summary: 'Session domains with which Authelia never starts.',
  why: 'they are validated before anything else (authelia internal/configuration/validator/session.go)',
  check: (input) =>
    configuredWorkloads(input).flatMap((configured) => {
      const root = rootOf(configured);
      // One domain without a list is the older form, which is still read.
      if (root === undefined || textAt(mapAt(root, 'session'), 'domain') !== '') return [];
      const { on, path } = configured;
      return cookieProblems(cookiesOf(root)).map((problem) => ({
        ...{ on, path },
        message: `Authelia does not start: ${problem}`,
        hint: 'name the domain that portal and apps lie under, and the https address of the portal below it',
      }));
    }),
  examples: {
    passing: [autheliaWith(), configurationWith()],
    failing: [
      autheliaWith(),
      configurationWith({
        session: "session: { cookies: [{ domain: home.arpa, authelia_url: 'https://auth.home.arpa' }] }",
      }),
    ],
  },
};
