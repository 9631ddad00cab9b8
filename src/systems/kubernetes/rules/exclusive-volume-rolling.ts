import type { Fix } from '../../../check/fix.ts';
import type { ObjectsRule, RuleInput } from '../../../check/rule.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import type { Deployment, IntOrString, PersistentVolumeClaim } from '../../../kube/types.ts';
import { exampleDeployment, withPodSpec } from '../rule-fixtures.ts';
import { namespaceOf } from '../rule-workloads.ts';

const isZero = (value: IntOrString): boolean => value === 0 || /^0*%?$/.test(String(value));

/** Whether a rollout makes the next pod before the last one is gone (pkg/controller/deployment/util, ResolveFenceposts). */
function surges({ spec }: Deployment): boolean {
  const { type = 'RollingUpdate', rollingUpdate } = spec?.strategy ?? {};
  return type === 'RollingUpdate' && !isZero(rollingUpdate?.maxSurge ?? '25%') && (spec?.replicas ?? 1) > 0;
}

/** The strategy that lets the last pod go first; a surge has no meaning in it, and the API refuses one. */
function recreated({ spec }: Deployment): Fix {
  const surge = { path: ['spec', 'strategy', 'rollingUpdate'], remove: true } as const;
  return [
    { path: ['spec', 'strategy', 'type'], set: 'Recreate' },
    ...(spec?.strategy?.rollingUpdate === undefined ? [] : [surge]),
  ];
}

/** Modes of a claim of the files; undefined for one that none of them brings. */
function modesOf(input: RuleInput, on: SourcedObject, claim: string): readonly string[] | undefined {
  const found = input.find('PersistentVolumeClaim', claim, namespaceOf(on.object));
  return found && ((found.object as PersistentVolumeClaim).spec?.accessModes ?? []);
}

const claim = (accessModes: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'hello' },
  spec: { accessModes, resources: { requests: { storage: '1Gi' } } },
});
const mounting = withPodSpec({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });
const updated = (strategy: object) => ({ ...mounting, spec: { ...(mounting.spec as object), strategy } });

export const exclusiveVolumeRolling: ObjectsRule = {
  id: 'exclusive-volume-rolling',
  needs: 'objects',
  severity: 'warning',
  summary: 'A Deployment updates by RollingUpdate and mounts a volume that one node holds at a time.',
  why: 'the next pod comes before the last one goes (kubernetes pkg/controller/deployment/util, ResolveFenceposts): on another node it waits for the volume for ever, Multi-Attach error (pkg/controller/volume/attachdetach/reconciler), on the same one both write to it',
  check: (input) =>
    input.ofKind('Deployment', 'apps').flatMap((on) => {
      const deployment = on.object as Deployment;
      if (!surges(deployment)) return [];
      const volumes = deployment.spec?.template.spec?.volumes ?? [];
      const held = volumes.find(({ persistentVolumeClaim }) => {
        const modes = persistentVolumeClaim && modesOf(input, on, persistentVolumeClaim.claimName);
        return modes && modes.length > 0 && modes.every((mode) => mode.startsWith('ReadWriteOnce'));
      });
      if (!held) return [];
      const message = `updates by RollingUpdate, and one node at a time holds the volume of claim ${held.persistentVolumeClaim?.claimName}`;
      const path = deployment.spec?.strategy ? ['spec', 'strategy'] : ['spec'];
      return [{ on, path, message, hint: 'write strategy: { type: Recreate }', fix: recreated(deployment) }];
    }),
  examples: {
    passing: [
      { ...exampleDeployment(), metadata: { name: 'plain', namespace: 'hello' } },
      updated({ type: 'Recreate' }),
      {
        ...updated({ rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }),
        metadata: { name: 'b', namespace: 'hello' },
      },
      claim(['ReadWriteOnce']),
    ],
    failing: [mounting, claim(['ReadWriteOnce'])],
  },
};
