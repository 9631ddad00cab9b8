import type { KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';

interface ServiceCidr extends KubeObject {
  readonly spec?: { readonly cidrs?: readonly string[] };
}

const columns = tableOf<ServiceCidr>('Name, CIDRs, Age', (range, now) => [
  range.metadata.name,
  (range.spec?.cidrs ?? []).join(','),
  ageOf(range, now),
]);

export const kind = {
  table: 'networking.k8s.io/servicecidrs',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation; ranges added later give no addresses',
  },
  columns,
} satisfies BuiltinKind;
