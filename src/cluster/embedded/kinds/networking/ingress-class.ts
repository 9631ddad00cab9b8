import type { IngressClass } from '../../../../kube/types.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { defaultAnnotation } from '../shared/default-class.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';

const defaultIngressClass = (spec: Fields): Fields =>
  change(spec, 'parameters', (parameters: Fields) => fill(parameters, { scope: 'Cluster' }));

const columns = tableOf<IngressClass>('Name, Controller, Parameters, Age', (ingressClass, now) => {
  const { metadata, spec } = ingressClass;
  const isDefault = metadata.annotations?.[defaultAnnotation.ingress] === 'true';
  const parameters = (spec as { parameters?: { apiGroup?: string; kind: string; name: string } } | undefined)
    ?.parameters;
  const kind =
    parameters && (parameters.apiGroup === undefined ? parameters.kind : `${parameters.kind}.${parameters.apiGroup}`);
  return [
    isDefault ? `${metadata.name} (default)` : metadata.name,
    spec?.controller ?? '',
    parameters ? `${kind}/${parameters.name}` : '<none>',
    ageOf(ingressClass, now),
  ];
});

export const kind = {
  table: 'networking.k8s.io/ingressclasses',
  claim: {
    behaviour: 'scope of its parameters, table',
    upstream: 'pkg/apis/networking/v1/defaults.go',
    notModelled: 'validation',
  },
  columns,
  defaults: inSpec(defaultIngressClass),
} satisfies BuiltinKind;
