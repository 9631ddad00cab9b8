import type { ObjectsRule } from '../../../check/rule.ts';
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

/** Who applies an object: as the repository says, or as its labels in a cluster do. */
const ownerOf = (each: SourcedObject & { readonly appliedBy?: string }): string | undefined =>
  each.appliedBy ?? each.object.metadata.labels?.['kustomize.toolkit.fluxcd.io/name'];

export const objectAppliedTwice: ObjectsRule = {
  id: 'object-applied-twice',
  needs: 'objects',
  severity: 'error',
  summary: 'Two Kustomizations apply the same object and overwrite each other.',
  why: 'the owner labels change hands on every reconciliation, and the one that drops the object prunes it (fluxcd/pkg ssa/manager_delete.go, kustomize-controller deleteObjects)',
  check: ({ objects }) => {
    const owners = new Map<string, string>();
    return objects.flatMap((on) => {
      const owner = ownerOf(on);
      if (owner === undefined) return [];
      const key = `${groupOf(on.object.apiVersion)}/${printRef(on.object)}`;
      const first = owners.get(key);
      if (first === undefined) owners.set(key, owner);
      if (first === undefined || first === owner) return [];
      const message = `Kustomizations ${first} and ${owner} both apply it`;
      return [{ on, path: ['metadata', 'name'], message, hint: 'let one of them have it' }];
    });
  },
  examples: {
    passing: [owned(settings, 'apps'), { ...owned(settings, 'infra'), kind: 'Secret' }],
    failing: [owned(settings, 'apps'), owned(settings, 'infra')],
  },
};
