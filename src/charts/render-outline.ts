import type { ChartRelease, FoundChart, Rendering } from './contract.ts';

/**
 * What the outline of a chart makes of a release. Where it answers for a version it was not written for, a refusal is not that version's:
 * what the release installs is not known then.
 */
export async function renderOutline(
  { name, version, outline, fit, standIn }: Extract<FoundChart, { by: 'outline' }>,
  release: Omit<ChartRelease, 'version'>,
): Promise<Rendering> {
  const request = { ...release, version: fit === 'nearest' ? standIn : version };
  const { objects, error, unknown } = outline.render(request);
  if (error !== undefined && fit === 'nearest') {
    const notKnown = `chart '${name}' in version ${version} is not known: its outline is of ${standIn}, which refuses these values`;
    return { definitions: [], objects: [], notKnown, unknown, notes: [] };
  }
  const definitions = error === undefined ? await outline.crds(request) : [];
  return { definitions, objects, ...(error !== undefined && { error }), unknown, notes: [] };
}
