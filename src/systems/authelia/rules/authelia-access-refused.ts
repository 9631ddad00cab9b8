import type { ObjectsRule } from '../../../check/rule.ts';
import { configuredWorkloads } from '../rule-configurations.ts';
import { autheliaWith, configurationWith } from '../rule-examples.ts';

/** Access rules with which Authelia ends at once. */
export const autheliaAccessRefused: ObjectsRule = {
  id: 'authelia-access-refused',
  needs: 'objects',
  severity: 'error',
  summary: 'Access rules with which Authelia never starts, or a configuration that is no YAML.',
  why: 'they are validated before anything else (authelia internal/configuration/validator/access_control.go)',
  check: (input) =>
    configuredWorkloads(input).flatMap(({ on, path, reading }) =>
      'problem' in reading
        ? [
            {
              ...{ on, path },
              message: `Authelia does not start: ${reading.problem}`,
              hint: 'correct its configuration; `authelia config validate` tells the same',
            },
          ]
        : [],
    ),
  examples: {
    passing: [autheliaWith(), configurationWith()],
    failing: [autheliaWith(), configurationWith({ access_control: 'access_control: { default_policy: deny }' })],
  },
};
