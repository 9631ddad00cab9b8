import type { PublishedManifest } from '../repo/published-manifest.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';

/** Manifests of all systems of which it is known what they hold. */
export const publishedManifests = (): readonly PublishedManifest[] =>
  systems.flatMap((system: System) => system.manifests ?? []);
