import { access } from './access.ts';
import { addresses } from './addresses.ts';
import { certificates } from './certificates.ts';
import type { DiffPart } from './contract.ts';
import { images } from './images.ts';
import { objects } from './objects.ts';
import { refused } from './refused.ts';
import { releases } from './releases.ts';
import { removals } from './removals.ts';
import { restarts } from './restarts.ts';
import { routes } from './routes.ts';

/** All ways to look at two states, the most dangerous first. */
export const diffParts: readonly DiffPart[] = [
  refused,
  access,
  addresses,
  routes,
  removals,
  certificates,
  releases,
  images,
  restarts,
  objects,
];
