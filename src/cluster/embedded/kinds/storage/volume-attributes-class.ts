import type { KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';

interface AttributesClass extends KubeObject {
  readonly driverName?: string;
}

const columns = tableOf<AttributesClass>('Name, DriverName, Age', (attributes, now) => [
  attributes.metadata.name,
  attributes.driverName ?? '',
  ageOf(attributes, now),
]);

export const kind = {
  table: 'storage.k8s.io/volumeattributesclasses',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation',
  },
  columns,
  answersWithObject: true,
} satisfies BuiltinKind;
