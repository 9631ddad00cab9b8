import type { ObjectsRule } from '../../../check/rule.ts';
import { mapAt, textAt } from '../config/configuration.ts';
import { configuredWorkloads, rootOf } from '../rule-configurations.ts';
import { autheliaWith, configurationWith } from '../rule-examples.ts';

const container = { securityContext: { readOnlyRootFilesystem: true } };
const variable = 'AUTHELIA_SERVER_DISABLE_HEALTHCHECK';

/** Authelia writes into its image when it starts. */
export const autheliaReadOnlyRoot: ObjectsRule = {
  id: 'authelia-read-only-root',
  needs: 'objects',
  severity: 'error',
  summary: 'Authelia has a read-only root file system, into which it writes when it starts.',
  why: 'it opens /app/.healthcheck.env for writing unless server.disable_healthcheck is set (authelia internal/middlewares/startup.go)',
  check: (input) =>
    configuredWorkloads(input).flatMap((configured) => {
      const { on, container: own, at } = configured.workload;
      const root = rootOf(configured);
      if (root === undefined || own.securityContext?.readOnlyRootFilesystem !== true) return [];
      const isOff = textAt(mapAt(root, 'server'), 'disable_healthcheck') === 'true';
      const isOffByVariable = own.env?.some(({ name, value }) => name === variable && value !== 'false');
      if (isOff || isOffByVariable || own.volumeMounts?.some(({ mountPath }) => mountPath.startsWith('/app')))
        return [];
      return [
        {
          ...{ on, path: [...at, 'securityContext', 'readOnlyRootFilesystem'] },
          message:
            'Authelia does not start: it writes /app/.healthcheck.env into its root file system, which is read-only',
          hint: 'set server.disable_healthcheck: true in its configuration',
        },
      ];
    }),
  examples: {
    passing: [autheliaWith({ container }), configurationWith({ server: 'server: { disable_healthcheck: true }' })],
    failing: [autheliaWith({ container }), configurationWith()],
  },
};
