import { parseAddress } from '../../../../core/address.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { EndpointSlice } from '../../../../kube/types.ts';
import { invalid, required } from '../../api/field-error.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { addressText, type Errors, listOf, oneOf, records } from '../shared/checks.ts';
import { ageOf, fewOf, tableOf } from '../shared/columns.ts';
import { onTop } from '../shared/defaults.ts';
import { change, eachBy, type Fields, fill } from '../shared/fill.ts';

const defaultSlicePort = (port: Fields): Fields => fill(port, { name: '', protocol: 'TCP' });

const nothingToNull = (value: unknown): unknown => (Array.isArray(value) && value.length === 0 ? null : value);

/** An EndpointSlice holds its parts at its top; parts that are empty are null. */
function defaultEndpointSlice(slice: Fields): Fields {
  const filled = change(
    change(slice, 'ports', eachBy(defaultSlicePort)),
    'endpoints',
    eachBy((endpoint: Fields) => fill(endpoint, { conditions: {} })),
  );
  const parts = { endpoints: nothingToNull(filled.endpoints ?? null), ports: nothingToNull(filled.ports ?? null) };
  return filled.endpoints === parts.endpoints && filled.ports === parts.ports ? filled : { ...filled, ...parts };
}

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

/** Faults of an EndpointSlice: kubernetes pkg/apis/discovery/validation/validation.go. */
function endpointSliceErrors(object: UnknownObject): Errors {
  const { addressType } = object;
  return [
    ...oneOf(addressType, addressTypes, 'addressType'),
    ...records(object.endpoints).flatMap((endpoint, index) => {
      const addresses = listOf(endpoint.addresses);
      const at = `endpoints[${index}].addresses`;
      if (addresses.length === 0) return [required(at, 'must contain at least 1 address')];
      return addresses.flatMap((address, position) => {
        const parsed = parseAddress(address);
        const fits = addressType === 'FQDN' || parsed?.family === (addressType === 'IPv6' ? 6 : 4);
        return fits ? [] : [invalid(`${at}[${position}]`, address, addressText)];
      });
    }),
  ];
}

const columns = tableOf<EndpointSlice>('Name, AddressType, Ports, Endpoints, Age', (slice, now) => [
  slice.metadata.name,
  slice.addressType ?? '',
  fewOf((slice.ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? '*') : String(port)))) || '<unset>',
  fewOf((slice.endpoints ?? []).flatMap(({ addresses }) => addresses ?? [])) || '<unset>',
  ageOf(slice, now),
]);

export const kind = {
  table: 'discovery.k8s.io/endpointslices',
  claim: {
    behaviour: 'ports, empty parts, addresses by type, table',
    upstream: 'pkg/apis/discovery/{v1/defaults.go,validation/validation.go}',
    notModelled: 'limits of number, conditions, hints',
  },
  columns,
  defaults: onTop(defaultEndpointSlice),
  validate: endpointSliceErrors,
} satisfies BuiltinKind;
