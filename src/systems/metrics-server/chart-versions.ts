/** Program that a chart installs where its values do not say, by the version of the chart (charts/metrics-server/Chart.yaml). */
const programs: Readonly<Record<string, string>> = { '3.13.1': '0.8.1', '3.13.0': '0.8.0' };

/** Chart versions that the outline was compared with, newest first. */
export const comparedVersions: readonly string[] = Object.keys(programs);

/** Whether a chart version is one that the outline was compared with. */
export const isCovered = (version: string): boolean => Object.hasOwn(programs, version.replace(/^v/, ''));

/** The compared version that stands for another one. */
export const nearestVersion = (version: string): string =>
  isCovered(version) ? version.replace(/^v/, '') : comparedVersions[0]!;

/** Version of the program, without `v`. */
export const appVersionOf = (version: string): string => programs[nearestVersion(version)]!;
