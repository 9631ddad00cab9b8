import type { KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { tableOf } from '../shared/columns.ts';

interface StorageCapacity extends KubeObject {
  readonly storageClassName?: string;
  readonly capacity?: string;
}

const columns = tableOf<StorageCapacity>('Name, StorageClassName, Capacity', (capacity) => [
  capacity.metadata.name,
  capacity.storageClassName ?? '',
  capacity.capacity ?? '<unset>',
]);

export const kind = {
  table: 'storage.k8s.io/csistoragecapacities',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation',
  },
  columns,
} satisfies BuiltinKind;
