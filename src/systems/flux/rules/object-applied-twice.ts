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

export const objectAppliedTwice: ObjectsRule = {
  id: 'object-applied-twice',
  needs: 'objects',
  severity: 'error',
  summary: 'Two Kustomizations apply the same object and overwrite each other.',
  why: 'each writes its content and its owner labels on every reconciliation, and the one that drops the object may prune it; of the same content that is a warning (fluxcd/pkg ssa/manager_delete.go, kustomize-controller deleteObjects)',
  check: ({ objects }) => {
    const firsts = new Map<string, { readonly owner: string; readonly content: string }>();
    return objects.flatMap((on): readonly Problem[] => {
      const owner = ownerOf(on);
      if (owner === undefined) return [];
      const key = `${groupOf(on.object.apiVersion)}/${printRef(on.object)}`;
      const content = contentOf(on.object);
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, { owner, content });
      if (first === undefined || first.owner === owner) return [];
      const differs = first.content !== content;
      const message = `Kustomizations ${first.owner} and ${owner} both apply it${differs ? ', each another content' : ''}`;
      const hint = 'let one of them have it';
      return [{ on, path: ['metadata', 'name'], message, hint, ...(!differs && { severity: 'warning' }) }];
    });
  },
  examples: {
    passing: [owned(settings, 'apps'), { ...owned(settings, 'infra'), kind: 'Secret' }],
    failing: [owned(settings, 'apps'), owned({ ...settings, data: { a: 'b' } }, 'infra')],
  },
};
