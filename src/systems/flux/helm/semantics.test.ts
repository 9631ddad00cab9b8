import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { hooksFor, sortForInstall } from '../../../operate/install/install-order.ts';
import { releaseName } from '../../../repo/releases/release.ts';
import type { HelmRelease } from '../read-objects.ts';

const release = (name: string, spec: object = {}) => ({ metadata: { name, namespace: 'apps' }, spec }) as HelmRelease;
const object = (kind: string, name: string, annotations: Record<string, string> = {}): UnknownObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, annotations },
});
const names = (objects: readonly UnknownObject[]) => objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

describe('name of a release', () => {
  it.each([
    ['its own', release('web'), 'web'],
    ['with the target namespace', release('web', { targetNamespace: 'media' }), 'media-web'],
    ['as it says', release('web', { targetNamespace: 'media', releaseName: 'site' }), 'site'],
    ['shortened with a digest', release('a'.repeat(60)), `${'a'.repeat(40)}-11ee391211c6`],
  ])('%s', (_, value, expected) => {
    expect(releaseName(value)).toBe(expected);
  });
});

describe('order of an install', () => {
  it('goes by kind, unknown kinds last', () => {
    const objects = ['Widget', 'Deployment', 'Service', 'Namespace', 'Anvil', 'Secret'].map((kind) =>
      object(kind, 'x'),
    );
    expect(names(sortForInstall(objects))).toEqual([
      'Namespace/x',
      'Secret/x',
      'Service/x',
      'Deployment/x',
      'Anvil/x',
      'Widget/x',
    ]);
  });

  it('runs hooks by weight, then kind and name', () => {
    const hook = (kind: string, name: string, weight: string) =>
      object(kind, name, { 'helm.sh/hook': 'pre-install, post-install', 'helm.sh/hook-weight': weight });
    const objects = [hook('Job', 'b', '0'), hook('Job', 'a', '0'), hook('Secret', 's', '-5'), object('Job', 'plain')];
    expect(names(hooksFor(objects, 'post-install'))).toEqual(['Secret/s', 'Job/a', 'Job/b']);
    expect(hooksFor(objects, 'pre-upgrade')).toEqual([]);
  });
});
