import type { ObjectsRule } from '../../../check/rule.ts';
import { withPodSpec } from '../rule-fixtures.ts';
import { missingOf } from '../rule-references.ts';

const example = withPodSpec({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'hello-data' } }] });

export const claimMissing: ObjectsRule = {
  id: 'claim-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'Pods mount a PersistentVolumeClaim that nothing makes.',
  why: 'such pods are not scheduled: persistentvolumeclaim not found (kubernetes pkg/scheduler/framework/plugins/volumebinding/volume_binding.go); nothing is said where a chart or a controller may make it',
  check: (input) =>
    missingOf(input, 'PersistentVolumeClaim', (name, namespace) => ({
      message: `its pods mount claim ${namespace}/${name}, which nothing here makes: they are never scheduled`,
      hint: 'add the PersistentVolumeClaim, or correct the name',
    })),
  examples: {
    passing: [
      example,
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'hello-data', namespace: 'hello' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ],
    failing: [example],
  },
};
