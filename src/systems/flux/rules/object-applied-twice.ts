import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { groupOf, printRef, type UnknownObject } from '../../../kube/object.ts';
import type { SourcedObject } from '../../../kube/origin.ts';

const owned = (object: UnknownObject, name: string): UnknownObject => ({
  ...object,
  metadata: { ...object.metadata, labels: { 'kustomize.toolkit.fluxcd.io/name': name } },
});
const settings: UnknownObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'apps' },
};

/** What it says but for the labels and annotations that a Kustomization gives to all it applies. */
const contentOf = ({ metadata: _, status: __, ...rest }: UnknownObject): string =>
  JSON.stringify(rest, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

/** Who applies an object: as the repository says, or as its labels in a cluster do. */
const ownerOf = (each: SourcedObject & { readonly appliedBy?: string }): string | undefined =>
  each.appliedBy ?? each.object.metadata.labels?.['kustomize.toolkit.fluxcd.io/name'];

/** An object as one Kustomization applies it. */
interface Copy {
  readonly on: SourcedObject;
  readonly owner: string;
}

/** Owners that are named. */
const named = 3;

/** One problem an object, at the second of those who apply it. */
function problemOf(copies: readonly Copy[]): readonly Problem[] {
  const [first, second] = copies;
  if (!first || !second) return [];
  const differing = copies.find(({ on }) => contentOf(on.object) !== contentOf(first.on.object));
  const owners = copies.map(({ owner }) => owner);
  const more = owners.length - named;
  const all = more > 0 ? [...owners.slice(0, named), `${more} more`] : owners;
  const message = `Kustomizations ${all.slice(0, -1).join(', ')} and ${all.at(-1)} ${all.length === 2 ? 'both' : 'all'} apply it${differing ? ', each another content' : ''}`;
  const { on } = differing ?? second;
  const hint = 'let one of them have it';
  return [{ on, path: ['metadata', 'name'], message, hint, ...(!differing && { severity: 'warning' }) }];
}

export const objectAppliedTwice: ObjectsRule = {
  id: 'object-applied-twice',
  needs: 'objects',
  severity: 'error',
  summary: 'Two Kustomizations apply the same object and overwrite each other.',
  why: 'each writes its content and its owner labels on every reconciliation, and the one that drops the object may prune it; of the same content that is a warning (fluxcd/pkg ssa/manager_delete.go, kustomize-controller deleteObjects)',
  check: ({ objects }) => {
    const copies = new Map<string, Copy[]>();
    for (const on of objects) {
      const owner = ownerOf(on);
      if (owner === undefined) continue;
      const key = `${groupOf(on.object.apiVersion)}/${printRef(on.object)}`;
      const known = copies.get(key) ?? [];
      if (!known.some((each) => each.owner === owner)) copies.set(key, [...known, { on, owner }]);
    }
    return [...copies.values()].flatMap(problemOf);
  },
  examples: {
    passing: [owned(settings, 'apps'), { ...owned(settings, 'infra'), kind: 'Secret' }],
    failing: [owned(settings, 'apps'), owned({ ...settings, data: { a: 'b' } }, 'infra')],
  },
};
