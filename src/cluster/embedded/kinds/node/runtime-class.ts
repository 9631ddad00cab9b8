import type { KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';

interface RuntimeClass extends KubeObject {
  readonly handler?: string;
}

const columns = tableOf<RuntimeClass>('Name, Handler, Age', (runtimeClass, now) => [
  runtimeClass.metadata.name,
  runtimeClass.handler ?? '',
  ageOf(runtimeClass, now),
]);

export const kind = {
  table: 'node.k8s.io/runtimeclasses',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation, overhead of pods',
  },
  columns,
} satisfies BuiltinKind;
