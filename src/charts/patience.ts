import type { Rendering } from './contract.ts';
import { answeringHelm, type HelmRendering, type HelmRequest } from './render-helm.ts';

/** Renderings that one helm may be waited for in vain; those that are under way then still come to their end. */
const mostTimeouts = 2;

/**
 * Renders as long as it makes sense: a helm that came to no end twice is not asked again, so that many releases do not each wait for it.
 */
export function createPatience() {
  const timeouts = new Map<string, number>();
  return async ({ helm, archive }: HelmRequest, render: () => Promise<HelmRendering>): Promise<Rendering> => {
    const vain = timeouts.get(helm.path) ?? 0;
    if (vain >= mostTimeouts) return notAsked(archive.name, `helm ${helm.version} came to no end ${vain} times`);
    const { late, ...rendering } = await render();
    if (late) timeouts.set(helm.path, (timeouts.get(helm.path) ?? 0) + 1);
    return rendering;
  };
}

const notAsked = (chart: string, why: string): Rendering => ({
  definitions: [],
  objects: [],
  notKnown: `what chart '${chart}' installs is not known: ${why} and is not asked again`,
  knownBy: answeringHelm,
  unknown: [],
  notes: [],
});
