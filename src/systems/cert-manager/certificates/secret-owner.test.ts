import { describe, expect, it } from 'vitest';
import { kinds, type Secret } from '../../../kube/types.ts';
import { type Certificate, certManagerKinds } from '../objects.ts';
import { secretOwner } from './secret-owner.ts';

const certificate = (name: string, minute: number): Certificate => ({
  ...certManagerKinds.Certificate,
  metadata: { name, creationTimestamp: `2026-01-01T00:0${minute}:00Z` },
  spec: { secretName: 'shared', issuerRef: { name: 'internal' } },
});
const issuedFor = (name?: string): Secret => ({
  ...kinds.Secret,
  metadata: { name: 'shared', annotations: name === undefined ? {} : { 'cert-manager.io/certificate-name': name } },
});

describe('a Secret that several Certificates name belongs to', () => {
  it.each<[string, readonly Certificate[], Secret | undefined, string]>([
    ['the oldest while it is not there', [certificate('a', 2), certificate('b', 1)], undefined, 'b'],
    ['the first by name of those that are equally old', [certificate('b', 1), certificate('a', 1)], undefined, 'a'],
    ['the one it was issued for', [certificate('a', 2), certificate('b', 1)], issuedFor('a'), 'a'],
    ['the oldest when it was issued for none of them', [certificate('a', 2), certificate('b', 1)], issuedFor('c'), 'b'],
    ['the oldest when nobody is written on it', [certificate('a', 2), certificate('b', 1)], issuedFor(), 'b'],
  ])('%s', (_, certificates, secret, owner) => {
    expect(secretOwner(certificates, secret)).toBe(owner);
  });
});
