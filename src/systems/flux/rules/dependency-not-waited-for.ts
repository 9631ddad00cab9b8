import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { isJsonObject } from '../../../kube/json.ts';
import { groupOf, type UnknownObject } from '../../../kube/object.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import type { HelmReleaseSpec, KustomizationSpec } from '../read-objects.ts';
import { exampleKustomization, exampleRelease } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';
import { ownedBy, ownerOf } from '../rule-owners.ts';

type Applied = SourcedObject & { readonly appliedBy?: string };

/** A Kustomization holds kinds that a chart brings, and the one it depends on is ready before the chart is installed. */
export const dependencyNotWaitedFor: ObjectsRule = {
  id: 'dependency-not-waited-for',
  order: true,
  needs: 'objects',
  severity: 'warning',
  summary: 'A Kustomization needs kinds of a chart, and depends on one that does not wait for its HelmRelease.',
  why: 'without wait and healthChecks a Kustomization is ready once its HelmRelease is applied, installed or not (kustomize-controller internal/controller/kustomization_controller.go checkHealth)',
  check: (input) => {
    const all = new Map(kustomizationsIn(input).map((on) => [keyOf(on.object), on]));
    // What a release brings is what this is about: only definitions that are applied as they stand are there without it.
    const written = input.ofKind('CustomResourceDefinition').filter((each) => !isReleased(each));
    const brought = new Set(written.map(({ object }) => groupOfDefinition(object)));
    // Many may depend on one: it is said of the first.
    const told = new Set<string>();
    const needing = byOwner(input, ({ object }) => !brought.has(groupOf(object.apiVersion)));
    return [...all.values()].flatMap((on): readonly Problem[] => {
      const needs = needing.get(keyOf(on.object));
      if (!needs || specOf(on).dependsOn === undefined) return [];
      const near = dependenciesOf(on, all);
      return (specOf(on).dependsOn ?? []).flatMap((reference, index) => {
        const key = `${reference.namespace ?? on.object.metadata.namespace}/${reference.name}`;
        const first = near.find(({ object }) => keyOf(object) === key);
        if (reference.readyExpr || !first || told.has(key) || waits(first)) return [];
        const found = needs.find(({ object }) => releasesOf(input, key).some((release) => brings(release, object)));
        if (!found) return [];
        told.add(key);
        const message = `Kustomization ${key} is ready before its HelmRelease is installed, and nobody knows the kind ${found.object.kind} until then`;
        const hint = `set wait: true on Kustomization ${key}`;
        const fix = [{ on: first, path: ['spec', 'wait'], set: true }];
        return [{ on, path: ['spec', 'dependsOn', index, 'name'], message, hint, fix }];
      });
    });
  },
  examples: {
    passing: [...stages({ wait: true }), definition({ 'helm.toolkit.fluxcd.io/name': 'metallb' })],
    // Its definition is known, as it is once the chart is rendered: it is there no sooner for that.
    failing: [...stages({}), definition({ 'helm.toolkit.fluxcd.io/name': 'metallb' })],
  },
};

const isReleased = ({ object }: SourcedObject): boolean =>
  object.metadata.labels?.['helm.toolkit.fluxcd.io/name'] !== undefined;

/** The wanted objects that no release brings, by the Kustomization that applies them. */
function byOwner(input: RuleInput, wanted: (each: Applied) => boolean): ReadonlyMap<string, readonly Applied[]> {
  const owned = new Map<string, Applied[]>();
  for (const each of input.objects as readonly Applied[]) {
    const owner = ownerOf(each);
    if (owner === undefined || isReleased(each) || !wanted(each)) continue;
    const found = owned.get(owner);
    if (found) found.push(each);
    else owned.set(owner, [each]);
  }
  return owned;
}

const keyOf = ({ metadata }: UnknownObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
const specOf = ({ object }: SourcedObject): Partial<KustomizationSpec> => object.spec as Partial<KustomizationSpec>;

const groupOfDefinition = ({ spec }: UnknownObject): unknown => (isJsonObject(spec) ? spec.group : undefined);

const releasesOf = (input: RuleInput, key: string): readonly UnknownObject[] =>
  (input.ofKind('HelmRelease', 'helm.toolkit.fluxcd.io') as readonly Applied[])
    .filter((each) => ownerOf(each) === key)
    .map(({ object }) => object);

/** Whether a release brings a kind, told by the names: `metallb` has metallb.io, `cert-manager` has acme.cert-manager.io. */
function brings({ spec }: UnknownObject, { apiVersion }: UnknownObject): boolean {
  const { chart, chartRef } = spec as Partial<HelmReleaseSpec>;
  const name = chart?.spec?.chart ?? chartRef?.name;
  return name !== undefined && groupOf(apiVersion).split('.').includes(name);
}

const waits = (each: SourcedObject): boolean => {
  const { wait, healthChecks = [] } = specOf(each);
  return wait === true || healthChecks.length > 0;
};

/** All that it depends on, near and far. */
function dependenciesOf(from: SourcedObject, all: ReadonlyMap<string, SourcedObject>): readonly SourcedObject[] {
  const found = new Set<SourcedObject>();
  const ahead = [from];
  for (let at = ahead.pop(); at; at = ahead.pop()) {
    for (const { name, namespace = at.object.metadata.namespace } of specOf(at).dependsOn ?? []) {
      const next = all.get(`${namespace}/${name}`);
      if (!next || found.has(next)) continue;
      found.add(next);
      ahead.push(next);
    }
  }
  return [...found];
}

function stages(first: object): readonly UnknownObject[] {
  const pool = {
    apiVersion: 'metallb.io/v1beta1',
    kind: 'IPAddressPool',
    metadata: { name: 'a', namespace: 'metallb' },
  };
  return [
    exampleKustomization('metallb', first),
    ownedBy('metallb', exampleRelease('metallb')),
    exampleKustomization('pools', { dependsOn: [{ name: 'metallb' }] }),
    ownedBy('pools', pool),
  ];
}

function definition(labels: Record<string, string>): UnknownObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'ipaddresspools.metallb.io', labels },
    spec: { group: 'metallb.io' },
  };
}
