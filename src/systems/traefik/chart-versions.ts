/**
 * What differs between the majors of the chart `traefik/traefik` (values.yaml, values.schema.json, templates and Changelog.md of the
 * tags). Each switch says from which major on it holds.
 */
export interface ChartSwitches {
  /** `ports.<name>.redirectTo.port`, `.redirections.entryPoint` (34), or `.http.redirections.entryPoint` (39). */
  readonly redirect: 'redirectTo' | 'redirections' | 'http.redirections';
  /** `tls` and `middlewares` of a port stand under `http` (39). */
  readonly nestedHttp: boolean;
  /** The schema knows all keys of a port (38), and all keys at the root (39). */
  readonly closedPorts: boolean;
  readonly closedRoot: boolean;
  /** `service.spec` is the whole spec of the Service; `service.type` and the like are ignored (40). */
  readonly serviceSpec: boolean;
  /** `log` and `accessLog` instead of `logs.general` and `logs.access` (41). */
  readonly flatLogs: boolean;
  /** The pod has seccompProfile RuntimeDefault by itself (41). */
  readonly seccomp: boolean;
  /** `globalArguments` instead of `global` (up to 35). */
  readonly globalArguments: boolean;
  /** The pod's environment names its user, and the controller may read config maps and pods (after 33). */
  readonly userVariable: boolean;
  /** The controller may read namespaces (41). */
  readonly namespaceRules: boolean;
}

/** Major version of a chart version, with or without a leading `v`. */
export const majorOf = (version: string): number => Number(version.replace(/^v/, '').split('.')[0]);

/** Whether a chart version is of a major that the model covers. */
export const isCovered = (version: string): boolean =>
  /^v?\d+\.\d+\.\d+$/.test(version) && majorOf(version) >= 33 && majorOf(version) <= 41;

/** The switches of a chart version. */
export function switchesOf(version: string): ChartSwitches {
  const major = majorOf(version);
  return {
    redirect: major >= 39 ? 'http.redirections' : major >= 34 ? 'redirections' : 'redirectTo',
    nestedHttp: major >= 39,
    closedPorts: major >= 38,
    closedRoot: major >= 39,
    serviceSpec: major >= 40,
    flatLogs: major >= 41,
    seccomp: major >= 41,
    globalArguments: major <= 35,
    userVariable: major >= 34,
    namespaceRules: major >= 41,
  };
}

/** Traefik's version in the chart versions that the model was compared with (`appVersion` of Chart.yaml). */
const appVersions: Readonly<Record<string, string>> = {
  '33.2.1': 'v3.2.2',
  '37.4.0': 'v3.6.2',
  '41.3.0': 'v3.7.11',
};

/** Chart versions that the model was compared with, newest first. */
export const comparedVersions = ['41.3.0', '37.4.0', '33.2.1'] as const;

type ComparedVersion = (typeof comparedVersions)[number];

/** The compared version that stands for a chart version: the newest that is not newer, by major. */
export function nearestVersion(version: string): ComparedVersion {
  const major = majorOf(version);
  return comparedVersions.find((known) => majorOf(known) <= major) ?? '33.2.1';
}

/** Version of Traefik that a chart version installs; undefined when the model does not know it. */
export const appVersionOf = (version: string): string | undefined => appVersions[version.replace(/^v/, '')];
