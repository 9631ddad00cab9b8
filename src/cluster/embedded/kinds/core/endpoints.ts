import type { KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, fewOf, tableOf } from '../shared/columns.ts';
import { onTop } from '../shared/defaults.ts';
import { change, eachBy, type Fields, fill } from '../shared/fill.ts';

const defaultEndpoints = (endpoints: Fields): Fields =>
  change(
    endpoints,
    'subsets',
    eachBy((subset: Fields) =>
      change(
        subset,
        'ports',
        eachBy((port: Fields) => fill(port, { protocol: 'TCP' })),
      ),
    ),
  );

interface Endpoints extends KubeObject {
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

const columns = tableOf<Endpoints>('Name, Endpoints, Age', (endpoints, now) => {
  const list = (endpoints.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) =>
          addresses.map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)),
        ),
  );
  const text = endpoints.subsets?.length ? fewOf(list) : '<none>';
  return [endpoints.metadata.name, text, ageOf(endpoints, now)];
});

export const kind = {
  table: '/endpoints',
  claim: {
    behaviour: 'protocols of ports, table, warning of its end',
    upstream: 'pkg/apis/core/v1/defaults.go',
    notModelled: 'validation',
  },
  columns,
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  defaults: onTop(defaultEndpoints),
} satisfies BuiltinKind;
