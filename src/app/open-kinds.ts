import type { Cluster } from '../cluster/cluster.ts';
import { compareText, type Finding, notKnown } from '../core/finding.ts';
import { isJsonObject } from '../kube/json.ts';
import { groupOf, printRef, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { chartsByGroup } from '../systems/chart-groups.ts';
import { chartRows } from './chart-rows.ts';
import { repositoryOfSubject, type Subject } from './load-subject.ts';

/** A kind that nothing which is known brings, and how its objects are written. */
export interface OpenKind {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly string[];
  readonly namespaced: boolean;
  /** The first of its objects. */
  readonly first: SourcedObject;
}

/**
 * Kinds of groups that neither the cluster nor any file nor a chart that is known brings: made by a chart that is not at hand, or by whoever
 * set up the cluster.
 */
export async function openKindsOf(cluster: Cluster, subject: Subject): Promise<readonly OpenKind[]> {
  const { objects } = await repositoryOfSubject(subject);
  const served = new Set((await cluster.resources()).map(({ group }) => group));
  const defined = new Set(objects.map(({ object }) => definedGroup(object)));
  const applied = objects.filter(({ appliedBy }) => appliedBy !== undefined);
  const strange = applied.filter(({ object }) => {
    const group = groupOf(object.apiVersion);
    return group.includes('.') && !served.has(group) && !defined.has(group);
  });
  if (strange.length === 0) return [];
  const charts = await chartsByGroup(objects.map(({ object }) => object));
  const kinds = new Map<string, SourcedObject[]>();
  for (const each of strange) {
    const group = groupOf(each.object.apiVersion);
    if (charts.has(group)) continue;
    const key = `${each.object.kind}.${group}`;
    kinds.set(key, [...(kinds.get(key) ?? []), each]);
  }
  return [...kinds].sort(([a], [b]) => compareText(a, b)).map(([, all]) => openKind(all));
}

const definedGroup = ({ kind, spec }: UnknownObject): string =>
  kind === 'CustomResourceDefinition' && isJsonObject(spec) ? String(spec.group) : '';

function openKind(all: readonly SourcedObject[]): OpenKind {
  const [first] = all as [SourcedObject];
  const versions = all.map(({ object }) => object.apiVersion.slice(object.apiVersion.indexOf('/') + 1));
  return {
    group: groupOf(first.object.apiVersion),
    kind: first.object.kind,
    versions: [...new Set(versions)].sort(compareText),
    namespaced: all.some(({ object }) => object.metadata.namespace !== undefined),
    first,
  };
}

/** Lets a cluster take objects of kinds as they are written, without a schema. */
export async function acceptOpenly(cluster: Cluster, kinds: readonly OpenKind[]): Promise<void> {
  for (const each of kinds) await cluster.create(definitionOf(each));
}

function definitionOf({ group, kind, versions, namespaced }: OpenKind): UnknownObject {
  const singular = kind.toLowerCase();
  const plural = /[^aeiou]y$/.test(singular)
    ? `${singular.slice(0, -1)}ies`
    : `${singular}${/(s|x|ch|sh)$/.test(singular) ? 'es' : 's'}`;
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural, singular, listKind: `${kind}List` },
      scope: namespaced ? 'Namespaced' : 'Cluster',
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema },
        subresources: { status: {} },
      })),
    },
  };
}

/** Kinds named in one finding; the others are counted. */
const namedKinds = 6;

/** One finding on all kinds that were taken openly. */
export function openKindsFinding(kinds: readonly OpenKind[], subject: Subject): readonly Finding[] {
  const [only] = kinds;
  if (!only) return [];
  const named = kinds.map(({ kind, group }) => `${kind} (${group})`);
  const more = named.length > namedKinds ? [`${named.length - namedKinds + 1} more`] : [];
  const shown = [...named.slice(0, more.length > 0 ? namedKinds - 1 : namedKinds), ...more];
  const { object, origin } = only.first;
  const missing = chartRows(subject.releases).filter(({ by }) => by === 'nothing');
  const charts = [...new Set(missing.map(({ chart }) => chart))].sort(compareText).slice(0, namedKinds - 1);
  return [
    notKnown({
      code: 'kind-not-known',
      object: printRef(object),
      message: `objects are taken as they are written, since nothing that is known brings their kinds: ${shown.join(', ')}`,
      ...(origin && { file: origin.file, line: origin.line }),
      why: 'the API server takes only kinds it serves; a chart that is not at hand may bring them, or who set up the cluster, and nobody acts on them here',
      knownBy: `their CustomResourceDefinitions in the repository${charts.length > 0 ? `, or the charts that bring them, if they are among those not at hand: ${charts.join(', ')}` : ''}`,
    }),
  ];
}

/** What a running platform shows where a part of it is not known, such as who acts on kinds that were taken openly: nothing of it is said to be wrong. */
export const softened = (findings: readonly Finding[], isPartial: boolean): readonly Finding[] =>
  isPartial ? findings.map(soften) : findings;

function soften(finding: Finding): Finding {
  if (finding.severity !== 'error') return finding;
  const { hint: _, ...rest } = finding;
  return {
    ...rest,
    severity: 'unknown',
    knownBy: 'what is not known of kinds and builds: it may well bring what is missing here',
  };
}
