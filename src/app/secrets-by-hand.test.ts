import { expect, test } from 'vitest';
import type { UnknownObject } from '../kube/object.ts';
import type { Subject } from './load-subject.ts';
import { secretsByHand } from './secrets-by-hand.ts';

const subject = { path: 'lab.yaml', secrets: [] } as unknown as Subject;
const flux = (kind: string, spec: object): UnknownObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind,
  metadata: { name: 'platform', namespace: 'flux-system' },
  spec,
});
const secret = (name: string): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'flux-system' },
});
const told = (...objects: UnknownObject[]) =>
  secretsByHand(
    subject,
    objects.map((object) => ({ object })),
  );

const sshSource = flux('GitRepository', { url: 'ssh://git@git.example.org/lab.git', secretRef: { name: 'git' } });

test.each<[string, UnknownObject, string, string]>([
  [
    'the key of a Git repository',
    sshSource,
    'Secret/flux-system/git',
    'flux -n flux-system create secret git git --url=ssh://git@git.example.org/lab.git',
  ],
  [
    'the login of a Helm repository',
    flux('HelmRepository', { url: 'https://charts.example.org', secretRef: { name: 'charts' } }),
    'Secret/flux-system/charts',
    'kubectl -n flux-system create secret generic charts',
  ],
  [
    'the key that decrypts',
    flux('Kustomization', { decryption: { provider: 'sops', secretRef: { name: 'sops-age' } } }),
    'Secret/flux-system/sops-age',
    'kubectl -n flux-system create secret generic sops-age --from-file=age.agekey=',
  ],
])('%s is told of', (_, object, name, hint) => {
  expect(told(object)).toMatchObject([{ severity: 'info', object: name, hint: expect.stringContaining(hint) }]);
});

test('each Secret is told of once, and none that a file makes', () => {
  expect(told(sshSource, sshSource)).toHaveLength(1);
  expect(told(sshSource, secret('git'))).toEqual([]);
});
