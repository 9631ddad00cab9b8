import type { ObjectsRule } from '../../../check/rule.ts';
import { shadowedRules } from '../access/shadowed-rules.ts';
import { configuredWorkloads } from '../rule-configurations.ts';
import { autheliaWith, configurationWith } from '../rule-examples.ts';

/** An access rule that no request comes to. */
export const accessRuleNeverReached: ObjectsRule = {
  id: 'access-rule-never-reached',
  needs: 'objects',
  severity: 'warning',
  summary: 'An access rule that no request comes to.',
  why: 'the first rule that matches decides, and whoever has not signed in matches every subject (authelia internal/authorization/authorizer.go, access_control_rule.go)',
  check: (input) =>
    configuredWorkloads(input).flatMap(({ on, path, reading }) =>
      'configuration' in reading
        ? shadowedRules(reading.configuration.accessControl).map(({ rule, by }) => ({
            ...{ on, path },
            message: `rule #${rule + 1} is never reached: rule #${by + 1} takes every request for its domains before`,
            hint: 'move the narrower rule up',
          }))
        : [],
    ),
  examples: {
    passing: [
      autheliaWith(),
      configurationWith({
        access_control:
          "access_control: { rules: [{ domain: a.example.org, policy: bypass }, { domain: '*.example.org', policy: one_factor }] }",
      }),
    ],
    failing: [
      autheliaWith(),
      configurationWith({
        access_control:
          "access_control: { rules: [{ domain: '*.example.org', policy: one_factor }, { domain: a.example.org, policy: bypass }] }",
      }),
    ],
  },
};
