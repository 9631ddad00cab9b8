/** Minor version of a chart version `0.x.y`, with or without a leading `v`. */
const minorOf = (version: string): number => Number(version.replace(/^v/, '').split('.')[1]);

/** Whether FRR runs apart from the speaker by default, as the frr-k8s subchart: since 0.16 (charts/metallb/values.yaml). */
export const runsFrrApart = (version: string): boolean => minorOf(version) >= 16;

/** Chart versions that the model was compared with, newest first. */
export const comparedVersions = ['0.16.1', '0.14.9'] as const;

/** Whether a chart version is of a minor that the model was compared with. */
export const isCompared = (version: string): boolean =>
  comparedVersions.some((known) => minorOf(known) === minorOf(version) && /^v?0\.\d+\.\d+$/.test(version));

/** The compared version that stands for a chart version. */
export const nearestVersion = (version: string): (typeof comparedVersions)[number] =>
  runsFrrApart(version) ? '0.16.1' : '0.14.9';
