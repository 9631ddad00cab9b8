import { parseAddress } from '../../../../core/address.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { Ingress } from '../../../../kube/types.ts';
import { type FieldError, invalid, notSupported, required } from '../../api/field-error.ts';
import { nameFaults } from '../../api/metadata.ts';
import type { WriteRequest } from '../../api/state.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, labelName, listOf, portName, portNumber, record, records, subdomain } from '../shared/checks.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import type { Fields } from '../shared/fill.ts';
import { pointsOf } from '../shared/load-balancer-cells.ts';

const classAnnotation = 'kubernetes.io/ingress.class';

/** kubernetes pkg/registry/networking/ingress/strategy.go WarningsOnCreate */
function warnOfOldClass({ metadata }: UnknownObject, { warn }: WriteRequest): void {
  if (metadata.annotations?.[classAnnotation] === undefined) return;
  warn?.(`annotation ${JSON.stringify(classAnnotation)} is deprecated, please use 'spec.ingressClassName' instead`);
}

/** Faults of an Ingress: kubernetes pkg/apis/networking/validation/validation.go. */
function ingressErrors(object: UnknownObject): Errors {
  const spec = record(object.spec);
  const rules = records(spec.rules);
  const nothing = rules.length === 0 && spec.defaultBackend === undefined;
  const old = object.metadata.annotations?.[classAnnotation];
  const differs = old !== undefined && spec.ingressClassName !== undefined && old !== spec.ingressClassName;
  const text = 'must match `ingressClassName` when both are specified';
  return [
    ...(differs ? [invalid(`annotations.${classAnnotation}`, old, text)] : []),
    ...(nothing ? [invalid('spec', null, 'either `defaultBackend` or `rules` must be specified')] : []),
    ...(spec.defaultBackend ? backendErrors(record(spec.defaultBackend), 'spec.defaultBackend') : []),
    ...rules.flatMap((rule, index) => ruleErrors(rule, `spec.rules[${index}]`)),
    ...records(spec.tls).flatMap((tls, index) => tlsErrors(tls, `spec.tls[${index}]`)),
    ...(spec.ingressClassName === undefined ? [] : subdomain(spec.ingressClassName, 'spec.ingressClassName')),
  ];
}

const wildcardText =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function hostErrors(host: string, at: string): Errors {
  const errors: FieldError[] = [];
  if (parseAddress(host)) errors.push(invalid(at, host, 'must be a DNS name, not an IP address'));
  if (!host.includes('*')) return [...errors, ...subdomain(host, at)];
  const valid = host.startsWith('*.') && nameFaults(host.slice(2), 'subdomain').length === 0;
  return valid ? errors : [...errors, invalid(at, host, wildcardText)];
}

function ruleErrors(rule: Fields, at: string): Errors {
  const host = String(rule.host ?? '');
  const http = rule.http === undefined ? undefined : record(rule.http);
  const paths = records(http?.paths);
  return [
    ...(host === '' ? [] : hostErrors(host, `${at}.host`)),
    ...(http && paths.length === 0 ? [required(`${at}.http.paths`)] : []),
    ...paths.flatMap((path, index) => pathErrors(path, `${at}.http.paths[${index}]`)),
  ];
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

const badSequences = ['//', '/./', '/../', '%2f', '%2F'];

const badEndings = ['/..', '/.'];

function pathErrors(entry: Fields, at: string): Errors {
  const { pathType } = entry;
  const path = String(entry.path ?? '');
  if (pathType === undefined) return [required(`${at}.pathType`, 'pathType must be specified')];
  const errors: FieldError[] = [];
  const strict = pathType === 'Exact' || pathType === 'Prefix';
  if (!pathTypes.includes(String(pathType))) errors.push(notSupported(`${at}.pathType`, pathType, pathTypes));
  else if ((strict || path !== '') && !path.startsWith('/'))
    errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
  if (strict) {
    for (const text of badSequences)
      if (path.includes(text)) errors.push(invalid(`${at}.path`, path, `must not contain '${text}'`));
    for (const text of badEndings)
      if (path.endsWith(text)) errors.push(invalid(`${at}.path`, path, `cannot end with '${text}'`));
  }
  return [...errors, ...backendErrors(record(entry.backend), `${at}.backend`)];
}

function backendErrors(backend: Fields, at: string): Errors {
  if (backend.resource !== undefined && backend.service !== undefined) {
    return [invalid(at, '', 'cannot set both resource and service backends')];
  }
  if (backend.resource !== undefined) return [];
  if (backend.service === undefined) return [invalid(at, '', 'resource or service backend is required')];
  const service = record(backend.service);
  const port = record(service.port);
  const naming = service.name ? labelName(service.name, `${at}.service.name`) : [required(`${at}.service.name`)];
  if (port.name && port.number) return [...naming, invalid(at, '', 'cannot set both port name & port number')];
  if (port.name) return [...naming, ...portName(String(port.name), `${at}.service.port.name`)];
  if (port.number) return [...naming, ...portNumber(port.number, `${at}.service.port.number`)];
  return [...naming, required(at, 'port name or number is required')];
}

const tlsErrors = (tls: Fields, at: string): Errors => [
  ...listOf(tls.hosts).flatMap((host, index) => hostErrors(host, `${at}.hosts[${index}]`)),
  ...(tls.secretName ? subdomain(tls.secretName, `${at}.secretName`) : []),
];

const mostHosts = 3;

function hostsOf(rules: readonly { readonly host?: string }[]): string {
  const named = rules.filter(({ host }) => host);
  if (named.length === 0) return '*';
  const shown = named.slice(0, mostHosts);
  const text = shown.map(({ host }) => host).join(',');
  // Any rule after the last that is shown makes it "more", and rules without a host are counted as well.
  const more = shown.length === mostHosts && rules.at(-1) !== shown.at(-1);
  return more ? `${text} + ${rules.length - mostHosts} more...` : text;
}

const columns = tableOf<Ingress>('Name, Class, Hosts, Address, Ports, Age', (ingress, now) => [
  ingress.metadata.name,
  ingress.spec?.ingressClassName ?? '<none>',
  hostsOf(ingress.spec?.rules ?? []),
  pointsOf(ingress.status),
  ingress.spec?.tls?.length ? '80, 443' : '80',
  ageOf(ingress, now),
]);

export const kind = {
  table: 'networking.k8s.io/ingresses',
  claim: {
    behaviour: 'hosts, paths, backends, the old class annotation, table',
    upstream: 'pkg/apis/networking/validation/validation.go, pkg/registry/networking/ingress/strategy.go',
  },
  columns,
  firstStatus: () => ({ loadBalancer: {} }),
  beforeCreate: (ingress, _state, request) => {
    warnOfOldClass(ingress, request);
    return ingress;
  },
  validate: ingressErrors,
} satisfies BuiltinKind;
