import { expect, test } from 'vitest';
import { mergeKeysOf } from './merge-keys.ts';

test.each<[apiVersion: string, kind: string, path: string, keys: readonly string[] | undefined]>([
  ['apps/v1', 'Deployment', 'spec/template/spec/containers/ports', ['containerPort', 'protocol']],
  ['batch/v1', 'CronJob', 'spec/jobTemplate/spec/template/spec/volumes', ['name']],
  ['v1', 'Pod', 'spec/ephemeralContainers/ports', undefined],
  ['v1', 'Pod', 'spec/tolerations', undefined],
  ['v1', 'Service', 'metadata/finalizers', []],
  ['example.org/v1', 'Deployment', 'spec/template/spec/containers', undefined],
  ['v1', 'constructor', 'spec', undefined],
])('a list of %s %s at %s is merged by %j', (apiVersion, kind, path, keys) => {
  expect(mergeKeysOf({ apiVersion, kind })(path)).toEqual(keys);
});
