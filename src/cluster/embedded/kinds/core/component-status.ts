import type { KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { records } from '../shared/checks.ts';
import { tableOf, textOf } from '../shared/columns.ts';

interface ComponentStatus extends KubeObject {
  readonly conditions?: unknown;
}

const columns = tableOf<ComponentStatus>('Name, Status, Message, Error', ({ metadata, conditions }) => {
  const healthy = records(conditions).find(({ type }) => type === 'Healthy');
  const state = healthy?.status === 'True' ? 'Healthy' : 'Unhealthy';
  return [metadata.name, healthy ? state : 'Unknown', textOf(healthy?.message), textOf(healthy?.error)];
});

export const kind = {
  table: '/componentstatuses',
  claim: {
    behaviour: 'table, warning of its end',
    upstream: 'pkg/printers/internalversion, api core/v1/lifecycle.go',
    notModelled: 'the states themselves',
  },
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  columns,
} satisfies BuiltinKind;
