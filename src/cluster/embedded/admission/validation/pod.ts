import { canonicalQuantity, compareQuantities, parseQuantity } from '../../../../kube/quantity.ts';
import { duplicate, fieldNotFound, forbiddenField, invalid, notSupported, required } from '../../api/field-error.ts';
import { labelErrors } from '../../api/metadata.ts';
import {
  type Errors,
  type Fields,
  labelName,
  nonNegative,
  oneOf,
  portName,
  portNumber,
  record,
  records,
  subdomain,
  unique,
} from './checks.ts';
import { ephemeralErrors } from './ephemeral-containers.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

/** Faults of a pod's spec: kubernetes pkg/apis/core/validation/validation.go ValidatePodSpec. */
export function podSpecErrors(value: unknown, at: string): Errors {
  const spec = record(value);
  const volumes = records(spec.volumes);
  const names = new Set<string>();
  const volumeFaults = volumes.flatMap((volume, index) => volumeErrors(volume, names, `${at}.volumes[${index}]`));
  return [
    ...volumeFaults,
    ...containersErrors(spec, 'containers', names, at),
    ...(records(spec.initContainers).length > 0 ? containersErrors(spec, 'initContainers', names, at) : []),
    ...ephemeralErrors(spec, at, (container, path) => [
      ...commonErrors(container, names, path),
      ...untrimmedImage(container, path),
    ]),
    ...oneOf(spec.restartPolicy ?? 'Always', ['Always', 'OnFailure', 'Never'], `${at}.restartPolicy`),
    ...oneOf(
      spec.dnsPolicy ?? 'ClusterFirst',
      ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
      `${at}.dnsPolicy`,
    ),
    ...(spec.serviceAccountName ? subdomain(spec.serviceAccountName, `${at}.serviceAccountName`) : []),
    ...nonNegative(spec.terminationGracePeriodSeconds, `${at}.terminationGracePeriodSeconds`),
    ...affinityErrors(record(spec.affinity), `${at}.affinity`),
    ...activeSecondsErrors(spec.activeDeadlineSeconds, `${at}.activeDeadlineSeconds`),
    ...(spec.nodeSelector ? labelErrors(spec.nodeSelector as Record<string, string>, `${at}.nodeSelector`) : []),
    ...records(spec.tolerations).flatMap((toleration, index) =>
      tolerationErrors(toleration, `${at}.tolerations[${index}]`),
    ),
  ];
}

/** What nodes must be like is said by at least one term: ValidateNodeSelector. */
function affinityErrors({ nodeAffinity }: Fields, at: string): Errors {
  const wanted = record(nodeAffinity).requiredDuringSchedulingIgnoredDuringExecution;
  if (wanted === undefined || records(record(wanted).nodeSelectorTerms).length > 0) return [];
  const field = `${at}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  return [required(field, 'must have at least one node selector term')];
}

const mostSeconds = 2 ** 31 - 1;

function activeSecondsErrors(value: unknown, at: string): Errors {
  if (value === undefined || (Number(value) >= 1 && Number(value) <= mostSeconds)) return [];
  return [invalid(at, value, `must be between 1 and ${mostSeconds}, inclusive`)];
}

function volumeErrors(volume: Fields, names: Set<string>, at: string): Errors {
  const name = String(volume.name ?? '');
  const sources = Object.keys(volume).filter((field) => field !== 'name');
  const errors = [
    ...(sources.length === 0 ? [required(at, 'must specify a volume type')] : []),
    ...(sources[0] === 'secret' && !record(volume.secret).secretName ? [required(`${at}.secret.secretName`)] : []),
    ...(sources[0] === 'configMap' && !record(volume.configMap).name ? [required(`${at}.configMap.name`)] : []),
    ...sources.slice(1).map((source) => ({
      reason: 'FieldValueForbidden' as const,
      field: `${at}.${source}`,
      body: 'Forbidden: may not specify more than 1 volume type',
    })),
    ...(name === '' ? [required(`${at}.name`)] : labelName(name, `${at}.name`)),
  ];
  if (names.has(name)) return [...errors, duplicate(`${at}.name`, name)];
  if (errors.length === 0) names.add(name);
  return errors;
}

function containersErrors(spec: Fields, field: string, volumes: ReadonlySet<string>, at: string): Errors {
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
function commonErrors(container: Fields, volumes: ReadonlySet<string>, at: string): Errors {
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

/** Asked of new pods after all else: ValidatePodCreate. */
export const newPodErrors = (spec: Fields): Errors => [
  ...(records(spec.ephemeralContainers).length > 0
    ? [forbiddenField('spec.ephemeralContainers', 'cannot be set on create')]
    : []),
  ...untrimmedImages(spec),
];

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

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function tolerationErrors(toleration: Fields, at: string): Errors {
  const { operator = 'Equal', key, value, effect } = toleration;
  return [
    ...(!key && operator !== 'Exists'
      ? [
          invalid(
            `${at}.operator`,
            operator,
            'operator must be Exists when `key` is empty, which means "match all values and all keys"',
          ),
        ]
      : []),
    ...(operator === 'Exists' && value
      ? [invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'")]
      : []),
    ...(effect && !effects.includes(String(effect)) ? [notSupported(`${at}.effect`, effect, effects)] : []),
  ];
}

/** Faults of a template: labels and spec. */
export function templateErrors(template: Fields, at: string): Errors {
  const { labels } = record(template.metadata);
  return [
    ...(labels ? labelErrors(labels as Record<string, string>, `${at}.labels`) : []),
    ...podSpecErrors(template.spec, `${at}.spec`),
    ...(records(record(template.spec).ephemeralContainers).length > 0
      ? [forbiddenField(`${at}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}
