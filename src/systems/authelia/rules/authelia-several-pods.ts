import type { ObjectsRule } from '../../../check/rule.ts';
import { mapAt } from '../config/configuration.ts';
import { configuredWorkloads, rootOf } from '../rule-configurations.ts';
import { autheliaWith, configurationWith } from '../rule-examples.ts';

/** Several pods of which each has sessions of its own. */
export const autheliaSeveralPods: ObjectsRule = {
  id: 'authelia-several-pods',
  needs: 'objects',
  severity: 'warning',
  summary: 'Several pods of Authelia, each with sessions of its own.',
  why: 'without redis sessions are kept in the memory of a pod (authelia internal/session/provider.go): the next pod that is asked does not know who has signed in',
  check: (input) =>
    configuredWorkloads(input).flatMap((configured) => {
      const { on } = configured.workload;
      const root = rootOf(configured);
      const { replicas = 1 } = (on.object.spec ?? {}) as { readonly replicas?: number };
      if (root === undefined || replicas < 2 || mapAt(mapAt(root, 'session'), 'redis') !== null) return [];
      return [
        {
          ...{ on, path: ['spec', 'replicas'] },
          message: `${replicas} pods of Authelia do not know each other's sessions: people are asked to sign in again and again`,
          hint: 'run one pod, or keep sessions in redis and the database in PostgreSQL',
        },
      ];
    }),
  examples: {
    passing: [autheliaWith(), configurationWith()],
    failing: [autheliaWith({ replicas: 2 }), configurationWith()],
  },
};
