import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { mapAt, textAt } from '../config/configuration.ts';
import { holdsTemplate } from '../config/template.ts';
import { autheliaWorkloads, configuredWorkloads, mountOf, rootOf } from '../rule-configurations.ts';
import { autheliaWith, configurationWith } from '../rule-examples.ts';

const key = (value: string) => [{ name: 'AUTHELIA_STORAGE_ENCRYPTION_KEY_FILE', value }];
const users = (path: string) => ({ backend: `authentication_backend: { file: { path: ${path} } }` });
const hint = 'mount the Secret that holds it there';

/** A file that Authelia reads, and that no volume brings: the image has none of them. */
export const autheliaFileNotMounted: ObjectsRule = {
  id: 'authelia-file-not-mounted',
  needs: 'objects',
  severity: 'error',
  summary: 'A file of a secret or of users that Authelia reads lies on no volume.',
  why: 'a file of a secret that does not exist is a fatal error (authelia internal/configuration/helpers.go loadSecret); the image holds no users',
  check: (input) => [...secretFiles(input), ...usersFiles(input)],
  examples: {
    passing: [autheliaWith({ container: { env: key('/data/key') } }), configurationWith(users('/data/users.yml'))],
    failing: [autheliaWith({ container: { env: key('/secrets/key') } }), configurationWith(users('/users/users.yml'))],
  },
};

const secretFiles = (input: RuleInput): Problem[] =>
  autheliaWorkloads(input).flatMap(({ on, container, at }) =>
    (container.env ?? []).flatMap(({ name, value = '' }, i) =>
      /^AUTHELIA_.*_FILE$/.test(name) && value.startsWith('/') && !mountOf(container, value)
        ? [
            {
              ...{ on, path: [...at, 'env', i], hint },
              message: `Authelia does not start: ${value} of ${name} lies on no volume`,
            },
          ]
        : [],
    ),
  );

const usersFiles = (input: RuleInput): Problem[] =>
  configuredWorkloads(input).flatMap((configured) => {
    const { on, path, workload } = configured;
    const backend = mapAt(rootOf(configured) ?? null, 'authentication_backend');
    const file = textAt(mapAt(backend, 'file'), 'path');
    if (!file.startsWith('/') || holdsTemplate(file) || mountOf(workload.container, file)) return [];
    return [
      { ...{ on, path, hint }, message: `nobody can sign in: the users file ${file} lies on no volume of the pod` },
    ];
  });
