import { canonicalQuantity, compareQuantities, parseQuantity } from '../../../../kube/quantity.ts';
import { fieldNotFound, forbiddenField, invalid, required } from '../../api/field-error.ts';
import { type Errors, labelName, nonNegative, oneOf, portName, portNumber, record, records, unique } from './checks.ts';
import type { Fields } from './fill.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

/** Faults of a list of containers, of which there must be one: validateContainers. */
export function containersErrors(spec: Fields, field: string, volumes: ReadonlySet<string>, at: string): Errors {
  const containers = records(spec[field]);
  if (containers.length === 0) return [required(`${at}.${field}`)];
  const names = new Set<string>();
  return containers.flatMap((container, index) => {
    const path = `${at}.${field}[${index}]`;
    return [
      ...containerErrors(container, volumes, path),
      ...unique(names, String(container.name ?? ''), `${path}.name`),
    ];
  });
}

const containerErrors = (container: Fields, volumes: ReadonlySet<string>, at: string): Errors => [
  ...commonErrors(container, volumes, at),
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
    container[probe] ? probeErrors(record(container[probe]), `${at}.${probe}`, probe) : [],
  ),
];

/** Faults any container may have, ephemeral ones too: validateContainerCommon. */
export function commonErrors(container: Fields, volumes: ReadonlySet<string>, at: string): Errors {
  const { name, image } = container;
  return [
    ...(name ? labelName(name, `${at}.name`) : [required(`${at}.name`)]),
    ...(image ? [] : [required(`${at}.image`)]),
    ...portsErrors(records(container.ports), `${at}.ports`),
    ...records(container.env).flatMap((env, index) => envErrors(env, `${at}.env[${index}]`)),
    ...mountErrors(records(container.volumeMounts), volumes, `${at}.volumeMounts`),
    ...oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], `${at}.imagePullPolicy`),
    ...resourceErrors(record(container.resources), `${at}.resources`),
  ];
}

/** Of pods, not of templates: validateContainersOnlyForPod */
export const untrimmedImages = (spec: Fields): Errors =>
  ['containers', 'initContainers'].flatMap((list) =>
    records(spec[list]).flatMap((container, index) => untrimmedImage(container, `spec.${list}[${index}]`)),
  );

/** validateContainerOnlyForPod */
export function untrimmedImage({ image = '' }: Fields, at: string): Errors {
  const text = 'must not have leading or trailing whitespace';
  return String(image).trim() === image ? [] : [invalid(`${at}.image`, image, text)];
}

function portsErrors(ports: readonly Fields[], at: string): Errors {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const path = `${at}[${index}]`;
    const name = String(port.name ?? '');
    const faults = name === '' ? [] : portName(name, `${path}.name`);
    return [
      ...faults,
      ...(name !== '' && faults.length === 0 ? unique(names, name, `${path}.name`) : []),
      ...(port.containerPort
        ? portNumber(port.containerPort, `${path}.containerPort`)
        : [required(`${path}.containerPort`)]),
      ...(port.hostPort ? portNumber(port.hostPort, `${path}.hostPort`) : []),
      ...oneOf(port.protocol, protocols, `${path}.protocol`),
    ];
  });
}

function envErrors(env: Fields, at: string): Errors {
  const name = String(env.name ?? '');
  if (name === '') return [required(`${at}.name`)];
  const text = "a valid environment variable name must consist only of printable ASCII characters other than '='";
  const faults = /^[\x20-\x3c\x3e-\x7e]+$/.test(name) ? [] : [invalid(`${at}.name`, name, text)];
  if (env.valueFrom === undefined) return faults;
  if (env.value) return [...faults, invalid(`${at}.valueFrom`, '', 'may not be specified when `value` is not empty')];
  return [...faults, ...sourceErrors(record(env.valueFrom), `${at}.valueFrom`)];
}

const fieldPaths =
  /^(metadata\.(name|namespace|uid|(labels|annotations)(\['.+'\])?)|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?))$/;

/** Where a variable's value comes from: validateEnvVarValueFrom. */
function sourceErrors({ fieldRef, configMapKeyRef, secretKeyRef }: Fields, at: string): Errors {
  const { fieldPath } = record(fieldRef);
  const field = `${at}.fieldRef.fieldPath`;
  const unknown = `error converting fieldPath: field label not supported: ${fieldPath}`;
  const path = !fieldPath
    ? [required(field)]
    : fieldPaths.test(String(fieldPath))
      ? []
      : [invalid(field, fieldPath, unknown)];
  const key = (reference: unknown, name: string): Errors =>
    reference === undefined || record(reference).key ? [] : [required(`${at}.${name}.key`)];
  return [
    ...(fieldRef === undefined ? [] : path),
    ...key(configMapKeyRef, 'configMapKeyRef'),
    ...key(secretKeyRef, 'secretKeyRef'),
  ];
}

function mountErrors(mounts: readonly Fields[], volumes: ReadonlySet<string>, at: string): Errors {
  const paths = new Set<string>();
  return mounts.flatMap((mount, index) => {
    const path = `${at}[${index}]`;
    const name = String(mount.name ?? '');
    const where = String(mount.mountPath ?? '');
    const again = paths.has(where);
    paths.add(where);
    return [
      ...(name === '' ? [required(`${path}.name`)] : []),
      ...(volumes.has(name) ? [] : [fieldNotFound(`${path}.name`, name)]),
      ...(where === '' ? [required(`${path}.mountPath`)] : []),
      ...(again ? [invalid(`${path}.mountPath`, where, 'must be unique')] : []),
    ];
  });
}

const quantityText = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

function resourceErrors(resources: Fields, at: string): Errors {
  const limits = record(resources.limits);
  const requests = record(resources.requests);
  return [
    ...nameErrors(limits, `${at}.limits`),
    ...quantityErrors(limits, `${at}.limits`),
    ...nameErrors(requests, `${at}.requests`),
    ...quantityErrors(requests, `${at}.requests`),
    ...Object.keys(requests).flatMap((name) => excessErrors(name, requests[name], limits[name], `${at}.requests`)),
  ];
}

const standardResources = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;

/** ValidateContainerResourceName */
const nameErrors = (list: Fields, at: string): Errors =>
  Object.keys(list).flatMap((name) => {
    if (name.includes('/') || standardResources.test(name)) return [];
    const field = `${at}[${name}]`;
    const texts = ['must be a standard resource type or fully qualified', 'must be a standard resource for containers'];
    return texts.map((text) => invalid(field, name, text));
  });

const quantityErrors = (list: Fields, at: string): Errors =>
  Object.entries(list).flatMap(([name, value]) => {
    if (canonicalQuantity(value as string) === undefined) return [invalid(`${at}[${name}]`, value, quantityText)];
    return String(value).startsWith('-')
      ? [invalid(`${at}[${name}]`, String(value), 'must be greater than or equal to 0')]
      : [];
  });

function excessErrors(name: string, request: unknown, limit: unknown, at: string): Errors {
  if (limit === undefined) return [];
  const [wanted, most] = [request, limit].map((value) => parseQuantity(value as string));
  if (!wanted || !most || 'error' in wanted || 'error' in most || compareQuantities(wanted, most) <= 0) return [];
  return [invalid(at, String(request), `must be less than or equal to ${name} limit of ${limit}`)];
}

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

function probeErrors(probe: Fields, at: string, kind: string): Errors {
  const given = handlers.filter((handler) => probe[handler] !== undefined);
  const once = kind !== 'readinessProbe' && probe.successThreshold !== 1;
  return [
    ...(given.length === 0 ? [required(at, 'must specify a handler type')] : []),
    ...given.flatMap((handler, index) => {
      const field = `${at}.${handler}`;
      if (index > 0) return [forbiddenField(field, 'may not specify more than 1 handler type')];
      const { port } = record(probe[handler]);
      if (handler === 'exec') return [];
      return typeof port === 'string' ? portName(port, `${field}.port`) : portNumber(port, `${field}.port`);
    }),
    ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'].flatMap(
      (field) => nonNegative(probe[field], `${at}.${field}`),
    ),
    ...(once ? [invalid(`${at}.successThreshold`, probe.successThreshold, 'must be 1')] : []),
  ];
}
