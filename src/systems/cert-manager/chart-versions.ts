import { comparedVersions } from './chart-files.ts';

type ComparedVersion = (typeof comparedVersions)[number];

/** Major and minor of a chart version, with or without a leading `v`: `1.21`; undefined for what is none. */
const minorOf = (version: string): string | undefined => /^v?(\d+\.\d+)\.\d+$/.exec(version)?.[1];

/** Whether a chart version, with or without a leading `v`, is of a minor that the model was compared with. */
export const isCompared = (version: string): boolean =>
  comparedVersions.some((known) => minorOf(known) === minorOf(version));

/** The compared version that stands for a chart version: itself, else the newest of its minor, else the newest. */
export const nearestVersion = (version: string): ComparedVersion =>
  comparedVersions.find((known) => known === `v${version.replace(/^v/, '')}`) ??
  comparedVersions.find((known) => minorOf(known) === minorOf(version)) ??
  comparedVersions[0];
