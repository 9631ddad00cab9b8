import type { ChartOutline, FoundChart } from './contract.ts';
import { newestIn, readRange, readVersion } from './semver.ts';

/** One spelling for the URL of a repository. */
export const spellUrl = (url: string): string => url.replace(/\/+$/, '');

const strip = (version: string): string => version.replace(/^v/, '');

/** The version that a range pins; undefined where it leaves a choice. */
export const pinnedVersion = (range: string): string | undefined =>
  /^v?\d+\.\d+\.\d+/.test(range.trim()) && readVersion(range) ? range.trim() : undefined;

/** The outline of a chart that a repository is known to hold. */
export const findOutline = (outlines: readonly ChartOutline[], url: string, chart: string): ChartOutline | undefined =>
  outlines.find((each) => each.chart === chart && each.repositories.some((known) => spellUrl(known) === spellUrl(url)));

/**
 * The version of an outline that answers for a version or a range: exact where that very version was compared with helm, near where the
 * outline was written for it, else the nearest one that was compared. None for what is neither.
 */
export function fitOutline(outline: ChartOutline, range: string): Extract<FoundChart, { by: 'outline' }> | undefined {
  const { chart: name, versions } = outline;
  const base = { by: 'outline', name, outline } as const;
  const pinned = pinnedVersion(range);
  const compared =
    pinned === undefined ? newestIn(range, versions) : versions.find((known) => strip(known) === strip(pinned));
  if (compared !== undefined) return { ...base, version: compared, fit: 'exact', standIn: compared };
  if (pinned !== undefined) {
    const fit = outline.supports(pinned) ? 'near' : 'nearest';
    return { ...base, version: pinned, fit, standIn: outline.nearestTo(pinned) };
  }
  const allows = readRange(range);
  if (!allows) return undefined;
  const lowest = lowestIn(range);
  const standIn = outline.nearestTo(lowest);
  if (outline.supports(lowest) && allows(readVersion(lowest)!))
    return { ...base, version: lowest, fit: 'near', standIn };
  return { ...base, version: standIn, fit: 'nearest', standIn };
}

/** The first version that a range names, with zeros for what it leaves open. */
function lowestIn(range: string): string {
  const [, major = '0', minor = '0', patch = '0'] = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(range) ?? [];
  return `${major}.${minor}.${patch}`;
}
