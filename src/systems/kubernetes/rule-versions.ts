import type { RuleInput } from '../../check/rule.ts';
import { builtinResources } from '../../kube/builtin-resources.ts';
import { isJsonObject } from '../../kube/json.ts';
import { groupOf, type KindRef } from '../../kube/object.ts';
import retired from '../../kube/schemas/retired.json' with { type: 'json' };

/** Minor of the newest Kubernetes that is known, and of the oldest that is supported beside it. */
export const newestMinor = 36;
export const oldestSupported = newestMinor - 2;

interface Served {
  readonly apiVersion: string;
  readonly kind: string;
}

const served: readonly Served[] = [
  ...builtinResources.map(({ group, version, kind }) => ({
    apiVersion: group ? `${group}/${version}` : version,
    kind,
  })),
  // Served beside v2, in which such objects are kept.
  { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler' },
];

const servedKeys = new Set(served.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));

/** Whether the newest Kubernetes that is known serves a kind in that version. */
export const isServed = ({ apiVersion, kind }: KindRef): boolean => servedKeys.has(`${apiVersion}/${kind}`);

/** API versions that serve a kind of that name now: those of its own group first. */
export function servingVersions({ apiVersion, kind }: KindRef): readonly string[] {
  const all = served.filter((each) => each.kind === kind).map((each) => each.apiVersion);
  const own = all.filter((each) => groupOf(each) === groupOf(apiVersion));
  return [...own, ...all.filter((each) => !own.includes(each))];
}

/** Names of the kinds of a group version; none where the group is not one of Kubernetes' own. */
export const kindsOf = (apiVersion: string): readonly string[] =>
  served.filter((each) => each.apiVersion === apiVersion).map(({ kind }) => kind);

/** Whether a group is one of Kubernetes' own. */
export const isOwnGroup = (group: string): boolean =>
  group === 'extensions' || served.some(({ apiVersion }) => groupOf(apiVersion) === group);

const retirements: Readonly<Record<string, { readonly removed: string; readonly instead?: string }>> = retired;

/** Minor of Kubernetes 1 since which a kind is served no longer in that version; undefined when it is, or never was (k8s.io/api APILifecycleRemoved). */
export function retiredSince({ apiVersion, kind }: KindRef): number | undefined {
  const since = retirements[`${apiVersion}/${kind}`]?.removed.split('.')[1];
  return since === undefined ? undefined : Number(since);
}

/** Kinds whose objects say which Kubernetes a cluster is to run, and where. */
const plans: readonly (readonly [kind: string, group: string, ...path: readonly string[]])[] = [
  ['Plan', 'upgrade.cattle.io', 'spec', 'version'],
  ['KubernetesUpgrade', 'tuppr.home-operations.com', 'spec', 'kubernetes', 'version'],
];

/** Minor of Kubernetes 1 that the objects say the cluster runs: what system-upgrade-controller or tuppr is to bring it to. */
export function plannedMinor(input: RuleInput): number | undefined {
  const minors = plans.flatMap(([kind, group, ...path]) =>
    input.ofKind(kind, group).flatMap(({ object }) => {
      const version = path.reduce<unknown>((node, key) => (isJsonObject(node) ? node[key] : undefined), object);
      const minor = typeof version === 'string' ? /^v?1\.(\d+)/.exec(version)?.[1] : undefined;
      return minor === undefined ? [] : [Number(minor)];
    }),
  );
  return minors.length === 0 ? undefined : Math.min(...minors);
}
