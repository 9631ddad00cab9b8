import { groupOf, type KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';

interface ControllerRevision extends KubeObject {
  readonly revision?: number;
}

const columns = tableOf<ControllerRevision>('Name, Controller, Revision, Age', (revision, now) => {
  const owner = revision.metadata.ownerReferences?.find(({ controller }) => controller);
  const kind = owner && [owner.kind.toLowerCase(), groupOf(owner.apiVersion)].filter((part) => part).join('.');
  return [
    revision.metadata.name,
    owner ? `${kind}/${owner.name}` : '<none>',
    revision.revision ?? 0,
    ageOf(revision, now),
  ];
});

export const kind = {
  table: 'apps/controllerrevisions',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation',
  },
  columns,
} satisfies BuiltinKind;
