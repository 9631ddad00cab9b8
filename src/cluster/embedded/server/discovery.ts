import { createHash } from 'node:crypto';
import { compareText } from '../../../core/finding.ts';
import { groupOrder } from '../../../kube/builtin-resources.ts';
import { compareVersions } from '../../../kube/compare-versions.ts';
import type { ServedKinds, ServedResource } from '../api/state.ts';
import { subresourceKind } from './subresource-kind.ts';

interface GroupVersion {
  readonly version: string;
  readonly resources: readonly ServedResource[];
}

interface Group {
  readonly name: string;
  /** Preferred first. */
  readonly versions: readonly GroupVersion[];
}

/** The groups served now with their versions and resources. */
export function groupsOf(registry: ServedKinds): readonly Group[] {
  const groups = new Map<string, Map<string, ServedResource[]>>();
  for (const resource of registry.all()) {
    const versions = groups.get(resource.group) ?? new Map<string, ServedResource[]>();
    groups.set(resource.group, versions);
    versions.set(resource.version, [...(versions.get(resource.version) ?? []), resource]);
  }
  const rank = (name: string) => (groupOrder.includes(name) ? groupOrder.indexOf(name) : groupOrder.length);
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b) || compareText(a, b))
    .map(([name, versions]) => ({
      name,
      versions: [...versions]
        .map(([version, resources]) => ({ version, resources }))
        .sort((a, b) => compareVersions(b.version, a.version)),
    }));
}

const described = (resource: ServedResource) => ({
  singularName: resource.singular,
  namespaced: resource.namespaced,
  kind: resource.kind,
});

const optional = (resource: ServedResource) => ({
  ...(resource.shortNames?.length ? { shortNames: resource.shortNames } : {}),
  ...(resource.categories?.length ? { categories: resource.categories } : {}),
});

/** apiserver pkg/endpoints/discovery/storageversionhash.go */
function storageHash({ group, kind, custom }: ServedResource) {
  if (!custom) return {};
  const digest = createHash('sha256').update(`${group}/${custom.storageVersion}/${kind}`).digest();
  return { storageVersionHash: digest.subarray(0, 8).toString('base64') };
}

/** `/apis/<group>/<version>`: APIResourceList. */
export function resourceList(registry: ServedKinds, apiVersion: string): unknown {
  const served = registry.all().filter((resource) => resource.apiVersion === apiVersion);
  if (served.length === 0) return undefined;
  const resources = served.flatMap((resource) => [
    {
      name: resource.plural,
      ...described(resource),
      verbs: resource.verbs,
      ...optional(resource),
      ...storageHash(resource),
    },
    ...resource.subresources.map((name) => {
      const { kind, verbs, group, version } = subresourceKind(resource, name);
      const foreign = `${group}/${version}` !== `${resource.group}/${resource.version}`;
      return {
        name: `${resource.plural}/${name}`,
        singularName: '',
        namespaced: resource.namespaced,
        ...(foreign ? { ...(group ? { group } : {}), version } : {}),
        kind,
        verbs,
      };
    }),
  ]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion, resources };
}

/** `/apis`: APIGroupList. */
export const groupList = (registry: ServedKinds): unknown => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groupsOf(registry)
    .filter((group) => group.name !== '')
    .map(describeGroup),
});

/** `/apis/<group>`: APIGroup. */
export function groupByName(registry: ServedKinds, name: string): unknown {
  const group = groupsOf(registry).find((each) => each.name === name);
  return group && { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group) };
}

function describeGroup({ name, versions }: Group) {
  const listed = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: listed, preferredVersion: listed[0] };
}

/** Aggregated discovery of `/api` (core) or `/apis` (the rest): APIGroupDiscoveryList. */
export function aggregatedDiscovery(registry: ServedKinds, core: boolean): unknown {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groupsOf(registry)
      .filter((group) => (group.name === '') === core)
      .map(({ name, versions }) => ({
        metadata: { ...(name ? { name } : {}), creationTimestamp: null },
        versions: versions.map(({ version, resources }) => ({
          version,
          resources: resources.map(describeResource),
          freshness: 'Current',
        })),
      })),
  };
}

function describeResource(resource: ServedResource) {
  const subresources = resource.subresources.map((name) => {
    const { kind, verbs, group, version } = subresourceKind(resource, name);
    return { subresource: name, responseKind: { group, version, kind }, verbs };
  });
  return {
    resource: resource.plural,
    responseKind: { group: resource.group, version: resource.version, kind: resource.kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...optional(resource),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
}
