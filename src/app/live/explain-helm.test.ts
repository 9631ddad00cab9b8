import { expect, it } from 'vitest';
import { whyForeign } from '../../operate/install/ownership.ts';
import { explainHelm } from './explain-helm.ts';

const release = { name: 'web', namespace: 'shed' };
const named = ['--context=home'];

it.each([
  [
    'an object that is not of the release is named, and how it becomes so',
    'Unable to continue with install: ConfigMap "web" in namespace "shed" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
    { code: 'not-of-the-release', object: 'ConfigMap/shed/web', hint: expect.stringContaining('kubectl annotate') },
  ],
  [
    'one of the whole cluster has no namespace',
    'Unable to continue with update: ClusterRole "web" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error',
    { code: 'not-of-the-release', object: 'ClusterRole/web' },
  ],
  [
    'another helm is at work',
    'UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
    { code: 'release-busy', object: 'Release/shed/web' },
  ],
  [
    'what else helm says is told in its words',
    'INSTALLATION FAILED: context deadline exceeded',
    { code: 'release-failed', message: 'helm: INSTALLATION FAILED: context deadline exceeded' },
  ],
])('%s', (_, error, finding) => {
  expect(explainHelm(release, error, { named })).toMatchObject({ severity: 'error', ...finding });
});

const own = {
  labels: { 'app.kubernetes.io/managed-by': 'Helm' },
  annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shed' },
};

it.each([
  ['of the release', own, undefined],
  ['of nobody', {}, 'label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"'],
  [
    'of another release',
    { ...own, annotations: { ...own.annotations, 'meta.helm.sh/release-name': 'other' } },
    'key "meta.helm.sh/release-name" must equal "web": current value is "other"',
  ],
])('an object %s', (_, metadata, why) => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', ...metadata } };
  const said = whyForeign(object, release);
  if (why === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(why);
});
