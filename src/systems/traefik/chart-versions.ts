/**
 * What differs between the majors of the chart `traefik/traefik` (values.yaml, values.schema.json and Changelog.md of each tag). Each
 * switch says from which major on it holds.
 */
export interface ChartSwitches {
  /** `ports.<name>.redirectTo.port`, `.redirections.entryPoint` (34), or `.http.redirections.entryPoint` (39). */
  readonly redirect: 'redirectTo' | 'redirections' | 'http.redirections';
  /** `tls` and `middlewares` of a port stand under `http` (39). */
  readonly nestedHttp: boolean;
  /** `service.spec` is the whole spec of the Service; `service.type` and the like are ignored (40). */
  readonly serviceSpec: boolean;
  /** `log` and `accessLog` instead of `logs.general` and `logs.access` (41). */
  readonly flatLogs: boolean;
  /** The pod has seccompProfile RuntimeDefault by itself (41). */
  readonly seccomp: boolean;
}

/** Major version of a chart version, with or without a leading `v`. */
export const majorOf = (version: string): number => Number(version.replace(/^v/, '').split('.')[0]);

/** The switches of a chart version. */
export function switchesOf(version: string): ChartSwitches {
  const major = majorOf(version);
  return {
    redirect: major >= 39 ? 'http.redirections' : major >= 34 ? 'redirections' : 'redirectTo',
    nestedHttp: major >= 39,
    serviceSpec: major >= 40,
    flatLogs: major >= 41,
    seccomp: major >= 41,
  };
}
