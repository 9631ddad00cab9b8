import type { UnknownObject } from '../../kube/object.ts';
import type { PublishedManifest } from '../../repo/published-manifest.ts';
import type { Claim } from '../system.ts';

const objects: Readonly<Record<string, () => Promise<unknown>>> = {
  '0.14.8': async () => (await import('./manifest-data/0.14.8.json', { with: { type: 'json' } })).default,
  '0.14.9': async () => (await import('./manifest-data/0.14.9.json', { with: { type: 'json' } })).default,
  '0.16.1': async () => (await import('./manifest-data/0.16.1.json', { with: { type: 'json' } })).default,
};

/** Versions of MetalLB whose manifest is known, newest first. */
export const manifestVersions: readonly string[] = Object.keys(objects).sort().reverse();

const plain = (version: string): string => version.replace(/^v/, '');

/** Where the manifest of a version without FRR is published. */
export const manifestUrl = (version: string): string =>
  `https://raw.githubusercontent.com/metallb/metallb/v${plain(version)}/config/manifests/metallb-native.yaml`;

/** Whether it is known what stands in the manifest of a version. */
export const isManifestKnown = (version: string): boolean => Object.hasOwn(objects, plain(version));

/** MetalLB's manifests without FRR: as one file, and as the folder that it is built from (website/content/installation/_index.md). */
export const manifests: readonly PublishedManifest[] = manifestVersions.map((version) => ({
  names: [
    manifestUrl(version),
    `github.com/metallb/metallb/config/native?ref=v${version}`,
    `https://github.com/metallb/metallb/config/native?ref=v${version}`,
  ],
  objects: async () => (await objects[version]!()) as readonly UnknownObject[],
}));

/** What the model covers, for the reference page. */
export const manifestClaim: Claim = {
  behaviour: 'The manifest without FRR of 0.14.8, 0.14.9 and 0.16.1, named by its address in a kustomization.',
  upstream: 'metallb v0.14.8, v0.14.9, v0.16.1: config/manifests/metallb-native.yaml',
  tested: 'src/systems/metallb/manifest.test.ts',
  notModelled: 'manifests with FRR, and other tags',
};
