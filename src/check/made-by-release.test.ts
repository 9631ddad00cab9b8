import { expect, test } from 'vitest';
import type { UnknownObject } from '../kube/object.ts';
import { makeRuleInput } from './check-objects.ts';
import { madeByRelease } from './made-by-release.ts';

const release = (values: unknown): UnknownObject => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'gate', namespace: 'traefik' },
  spec: { values },
});
const input = (values: unknown) => makeRuleInput([{ object: release(values) }]);

test('an object that the values of a release name may be made by its chart', () => {
  expect(madeByRelease(input({ extraObjects: [{ metadata: { name: 'lan' } }] }), 'lan')).toContain(
    'HelmRelease/traefik/gate',
  );
  expect(madeByRelease(input({ extraObjects: [{ metadata: { name: 'lanes' } }] }), 'lan')).toBeUndefined();
  expect(madeByRelease(input(undefined), 'lan')).toBeUndefined();
});
