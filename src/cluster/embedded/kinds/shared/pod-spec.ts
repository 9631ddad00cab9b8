import { duplicate, forbiddenField, invalid, notSupported, required } from '../../api/field-error.ts';
import { labelErrors } from '../../api/metadata.ts';
import { type Errors, labelName, nonNegative, oneOf, record, records, subdomain } from './checks.ts';
import { ephemeralErrors } from './ephemeral-containers.ts';
import type { Fields } from './fill.ts';
import { commonErrors, containersErrors, untrimmedImage, untrimmedImages } from './pod-containers.ts';

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

/** Asked of new pods after all else: ValidatePodCreate. */
export const newPodErrors = (spec: Fields): Errors => [
  ...(records(spec.ephemeralContainers).length > 0
    ? [forbiddenField('spec.ephemeralContainers', 'cannot be set on create')]
    : []),
  ...untrimmedImages(spec),
];

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
