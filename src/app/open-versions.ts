import type { Cluster } from '../cluster/cluster.ts';
import { isJsonObject } from '../kube/json.ts';
import { groupOf, type Json, type UnknownObject, versionOf } from '../kube/object.ts';
import { isOwnGroup, newestMinor, oldestSupported, retiredSince } from '../systems/kubernetes/rule-versions.ts';
import { repositoryOfSubject, type Subject } from './load-subject.ts';

const definitionKind = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' } as const;

/** Takes an object of any fields, and keeps them. */
const openSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const;

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
}

/**
 * Lets a cluster serve older versions of kinds it has from the start, as far as objects are written in them: which version of their project
 * runs in the cluster is not known, and rules tell what newer ones serve no longer. Where a lab says it, nothing is changed.
 */
export async function serveOldVersions(cluster: Cluster, subject: Subject): Promise<void> {
  if (subject.lab !== undefined) return;
  const asked = await askedVersions(subject);
  for (const definition of await cluster.list<UnknownObject>(definitionKind)) {
    const spec = isJsonObject(definition.spec) ? definition.spec : {};
    const names = isJsonObject(spec.names) ? spec.names : {};
    const versions = (spec.versions ?? []) as unknown as readonly Version[];
    const missing = [...(asked.get(`${spec.group}/${names.kind}`) ?? [])].filter(
      (name) => !versions.some((version) => version.name === name && version.served),
    );
    if (missing.length === 0) continue;
    const kept = versions.filter(({ name }) => !missing.includes(name));
    const old = missing.sort().map((name) => ({ name, served: true, storage: false, ...withSchema }));
    await cluster.update({ ...definition, spec: { ...spec, versions: [...kept, ...old] as unknown as Json } });
  }
}

const withSchema = { schema: { openAPIV3Schema: openSchema }, subresources: { status: {} } };

/** Versions of each kind of a group of its own that are applied, by `group/Kind`. */
async function askedVersions(subject: Subject): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const asked = new Map<string, Set<string>>();
  for (const { object, loose } of (await repositoryOfSubject(subject)).objects) {
    const group = groupOf(object.apiVersion);
    if (loose || !group.includes('.')) continue;
    const key = `${group}/${object.kind}`;
    asked.set(key, (asked.get(key) ?? new Set()).add(versionOf(object.apiVersion)));
  }
  return asked;
}

/**
 * Whether objects are of versions of Kubernetes' own kinds that are not served here, and that another release, or one told to serve betas, may
 * serve. Versions that were retired long ago are none of them.
 */
export async function asksOtherKubernetes(cluster: Cluster, subject: Subject): Promise<boolean> {
  if (subject.lab !== undefined) return false;
  const served = new Set((await cluster.resources()).map(({ group, version, kind }) => `${group}/${version}/${kind}`));
  return (await repositoryOfSubject(subject)).objects.some(({ object, loose, madeBy }) => {
    const group = groupOf(object.apiVersion);
    if (loose || madeBy !== undefined || !isOwnGroup(group) || isLongRetired(object)) return false;
    return isBeta(object.apiVersion) && !served.has(`${group}/${versionOf(object.apiVersion)}/${object.kind}`);
  });
}

const isBeta = (apiVersion: string): boolean => /(alpha|beta)\d+$/.test(apiVersion);

const isLongRetired = (object: UnknownObject): boolean => (retiredSince(object) ?? newestMinor) < oldestSupported;
