import type { ObjectsRule } from '../../../check/rule.ts';
import { hiddenBypasses } from '../access/shadowed-rules.ts';
import { configuredWorkloads } from '../rule-configurations.ts';
import { autheliaWith, configurationWith } from '../rule-examples.ts';

/** An access rule that lets strangers in stands behind one that is about some people. */
export const bypassBehindSubject: ObjectsRule = {
  id: 'bypass-behind-subject',
  needs: 'objects',
  severity: 'warning',
  summary: 'An access rule that lets strangers in stands behind one that is about some people.',
  why: 'the first rule that matches decides, and whoever has not signed in matches every subject (authelia internal/authorization/authorizer.go, access_control_rule.go)',
  check: (input) =>
    configuredWorkloads(input).flatMap(({ on, path, reading }) =>
      'configuration' in reading
        ? hiddenBypasses(reading.configuration.accessControl).map(({ rule, by }) => ({
            ...{ on, path },
            message: `rule #${rule + 1} lets nobody in who has not signed in: rule #${by + 1} takes strangers, too, and asks them to sign in`,
            hint: 'move the rule that lets strangers in before the one that is about some people',
          }))
        : [],
    ),
  examples: {
    passing: [
      autheliaWith(),
      configurationWith({
        access_control:
          "access_control: { rules: [{ domain: a.example.org, policy: bypass, resources: [^/api] }, { domain: a.example.org, policy: one_factor, subject: 'group:x' }] }",
      }),
    ],
    failing: [
      autheliaWith(),
      configurationWith({
        access_control:
          "access_control: { rules: [{ domain: a.example.org, policy: one_factor, subject: 'group:x' }, { domain: a.example.org, policy: bypass, resources: [^/api] }] }",
      }),
    ],
  },
};
