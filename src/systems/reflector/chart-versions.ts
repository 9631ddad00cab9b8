/** Chart versions that the outline was compared with, newest first; the program has the version of its chart. */
export const comparedVersions: readonly string[] = ['10.0.63', '10.0.38'];

/** Whether the outline was written for a version: all of 10.0 differ in one field at most. */
export const isCovered = (version: string): boolean => /^v?10\.0\.\d+$/.test(version);

/** Whether the chart says which namespaces no events are taken from (templates/deployment.yaml since 10.0.39). */
export const knowsExcluded = (version: string): boolean => Number(version.split('.')[2]) >= 39;

/** The compared version that stands for another one. */
export const nearestVersion = (version: string): string =>
  isCovered(version) && !knowsExcluded(version) ? comparedVersions[1]! : comparedVersions[0]!;
