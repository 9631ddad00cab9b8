import { expect, test } from 'vitest';
import { explainFailure } from './failed-provisioning.ts';

test.each([
  ['NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes', 'access mode'],
  ['no local path available on node worker-1', 'folder on the node'],
  ['rpc error: code = ResourceExhausted desc = insufficient storage', 'no room'],
  ['failed to get secret "csi/login": secrets "login" not found', 'Secret'],
  ['persistentvolumeclaims "data" is forbidden: exceeded quota: small', 'may not claim so much'],
  ['rpc error: code = PermissionDenied desc = permission denied', 'may not do'],
  ['rpc error: code = DeadlineExceeded desc = context deadline exceeded', 'does not answer'],
])('%s means that: %s', (message, cause) => {
  const told = explainFailure(message, 'disks.example.org');
  expect(told.cause).toContain(cause);
  expect(told.likelihood).toBe('certain');
});

test('words that nobody has written down are told as they are', () => {
  const told = explainFailure('the moon is full', 'disks.example.org');
  expect(told).toMatchObject({
    likelihood: 'likely',
    cause: 'disks.example.org cannot make its volume: the moon is full',
  });
});
