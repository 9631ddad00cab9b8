import type { UnknownObject } from '../../../../kube/object.ts';
import type { ConfigMap } from '../../../../kube/types.ts';
import { invalid, tooLong } from '../../api/field-error.ts';
import { metadataErrors } from '../../api/metadata.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, record } from '../shared/checks.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { dataSize, entriesOf, frozenErrors, keyErrors, mostDataBytes } from './config-data.ts';

/** kubernetes pkg/apis/core/validation/validation.go. */
function configMapErrors(object: UnknownObject): Errors {
  const [data, binary] = [record(object.data), record(object.binaryData)];
  const both = Object.keys(binary).filter((key) => key in data);
  const large = dataSize(data) + dataSize(binary) > mostDataBytes;
  return [
    ...keyErrors(data, 'data'),
    ...keyErrors(binary, 'binaryData'),
    ...both.map((key) => invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...(large ? [tooLong('', mostDataBytes)] : []),
  ];
}

const configMapUpdateErrors = (next: UnknownObject, old: UnknownObject): Errors => [
  ...metadataErrors(next.metadata, 'subdomain'),
  ...configMapErrors(next),
  ...frozenErrors(next, old),
];

const columns = tableOf<ConfigMap>('Name, Data, Age', (configMap, now) => [
  configMap.metadata.name,
  entriesOf(configMap.data) + entriesOf((configMap as { binaryData?: object }).binaryData),
  ageOf(configMap, now),
]);

export const kind = {
  table: '/configmaps',
  claim: {
    behaviour: 'keys, size and immutability',
    upstream: 'pkg/apis/core/validation/validation.go ValidateConfigMap',
  },
  columns,
  validate: configMapErrors,
  validateUpdate: configMapUpdateErrors,
} satisfies BuiltinKind;
