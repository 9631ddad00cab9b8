import type { PublishedManifest } from '../repo/published-manifest.ts';
import type { System } from '../systems/system.ts';

/** Manifests of all systems of which it is known what they hold. Systems are loaded for it: who only composes seldom needs them. */
export async function publishedManifests(): Promise<readonly PublishedManifest[]> {
  const { systems } = await import('../systems/index.ts');
  return systems.flatMap((system: System) => system.manifests ?? []);
}
