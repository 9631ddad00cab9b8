import type { UnknownObject } from '../../../../kube/object.ts';
import { invalid, notSupported, required } from '../../api/field-error.ts';
import { nameFaults } from '../../api/metadata.ts';
import { timestamp } from '../../api/timestamp.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, portNumber, record, records, subdomain } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf, textOf } from '../shared/columns.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';

const defaultApiService = (spec: Fields): Fields =>
  change(spec, 'service', (service: Fields) => fill(service, { port: 443 }));

/** The API of the server itself is there at once; nobody reaches the others here. */
function firstConditions({ spec }: UnknownObject, now: number): readonly Fields[] {
  if (record(spec).service !== undefined) return [];
  const lastTransitionTime = timestamp(now);
  const message = 'Local APIServices are always available';
  return [{ type: 'Available', status: 'True', lastTransitionTime, reason: 'Local', message }];
}

const isBetween = (value: unknown, most: number): boolean => Number(value ?? 0) > 0 && Number(value) <= most;

function priorityErrors({ groupPriorityMinimum, versionPriority }: Fields): Errors {
  const tooFar = (field: string, value: unknown, most: number) =>
    isBetween(value, most) ? [] : [invalid(`spec.${field}`, value ?? 0, `must be positive and less than ${most}`)];
  return [
    ...tooFar('groupPriorityMinimum', groupPriorityMinimum, 20_000),
    ...tooFar('versionPriority', versionPriority, 1000),
  ];
}

/** How the server at the other end is known; one that is none of another's is not checked. */
function serviceErrors({ service, caBundle, insecureSkipTLSVerify: skips }: Fields): Errors {
  const bundle = Buffer.from(String(caBundle ?? ''), 'base64').length;
  const [atBundle, atSkips] = ['spec.caBundle', 'spec.insecureSkipTLSVerify'] as const;
  if (service === undefined) {
    return [
      ...(bundle > 0 ? [invalid(atBundle, `${bundle} bytes`, 'local APIServices may not have a caBundle')] : []),
      ...(skips ? [invalid(atSkips, skips, 'local APIServices may not have insecureSkipTLSVerify')] : []),
    ];
  }
  const { namespace, name, port } = record(service);
  const faults = portNumber(port, 'spec.service.port').length > 0;
  const range = 'port is not valid: must be between 1 and 65535, inclusive';
  return [
    ...(namespace ? [] : [required('spec.service.namespace')]),
    ...(name ? [] : [required('spec.service.name')]),
    ...(faults ? [invalid('spec.service.port', port ?? 0, range)] : []),
    ...(skips && bundle > 0 ? [invalid(atSkips, skips, 'may not be true if caBundle is present')] : []),
  ];
}

/** kube-aggregator pkg/apis/apiregistration/validation/validation.go ValidateAPIService */
function apiServiceErrors({ metadata, spec }: UnknownObject): Errors {
  const fields = record(spec);
  const [group, version] = [String(fields.group ?? ''), String(fields.version ?? '')];
  const name = `${version}.${group}`;
  const text = `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(name)}`;
  const bare = 'only v1 may have an empty group and it better be legacy kube';
  return [
    ...(metadata.name === name ? [] : [invalid('metadata.name', metadata.name, text)]),
    ...(group === '' && version !== 'v1' ? [required('spec.group', bare)] : []),
    ...(group === '' ? [] : subdomain(group, 'spec.group')),
    ...nameFaults(version, 'dns1035').map((fault) => invalid('spec.version', version, fault)),
    ...priorityErrors(fields),
    ...serviceErrors(fields),
  ];
}

const states = ['True', 'False', 'Unknown'];

/** ValidateAPIServiceStatus */
const statusErrors = ({ status }: UnknownObject): Errors =>
  records(record(status).conditions).flatMap((condition, index) =>
    states.includes(String(condition.status))
      ? []
      : [notSupported(`status.conditions[${index}].status`, condition.status ?? '', states)],
  );

function availability({ status }: Printed): string {
  const available = records(status?.conditions).find(({ type }) => type === 'Available');
  if (!available) return 'Unknown';
  return available.status !== 'True' && available.reason
    ? `${textOf(available.status)} (${textOf(available.reason)})`
    : textOf(available.status);
}

/** kube-aggregator pkg/registry/apiservice/etcd/etcd.go ConvertToTable */
const columns = tableOf<Printed>('Name, Service, Available, Age', (service, now) => {
  const { namespace, name } = record(service.spec?.service);
  const home = service.spec?.service === undefined ? 'Local' : `${textOf(namespace)}/${textOf(name)}`;
  return [service.metadata.name, home, availability(service), ageOf(service, now)];
});

export const kind = {
  table: 'apiregistration.k8s.io/apiservices',
  claim: {
    behaviour: 'its name, priorities, how its server is known, first condition, table',
    upstream:
      'kube-aggregator pkg/apis/apiregistration/{v1/defaults.go,validation/validation.go}, pkg/registry/apiservice',
    notModelled: 'the APIs that are aggregated: nothing is asked of their servers, and nothing is served of them',
  },
  columns,
  nameRule: 'path',
  defaults: inSpec(defaultApiService),
  firstStatus: () => ({}),
  beforeCreate: (service, state) => {
    const conditions = firstConditions(service, state.now());
    return conditions.length > 0 ? { ...service, status: { conditions } } : service;
  },
  statusKeeps: ['labels', 'annotations', 'finalizers', 'ownerReferences'],
  validate: apiServiceErrors,
  validateUpdate: (next, _old, _state, { subresource }) =>
    subresource === 'status' ? statusErrors(next) : apiServiceErrors(next),
} satisfies BuiltinKind;
