import { duplicate, fieldNotFound, forbiddenField } from '../../api/field-error.ts';
import { type Errors, record, records } from './checks.ts';
import type { Fields } from './fill.ts';

/** Fields of the Go struct that must be unset, in its order. */
const refusedFields = ['ports', 'resources', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];
const refusedOthers = ['resizePolicy', 'restartPolicy', 'restartPolicyRules'];

const text = 'cannot be set for an Ephemeral Container';

const isSet = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && Object.keys(record(value)).length > 0;

/**
 * Faults of ephemeral containers beyond those all containers may have:
 * kubernetes pkg/apis/core/validation/validation.go validateEphemeralContainers.
 */
export function ephemeralErrors(spec: Fields, at: string, common: (container: Fields, at: string) => Errors): Errors {
  const others = [...records(spec.containers), ...records(spec.initContainers)].map(({ name }) => name);
  const names = new Set(others);
  return records(spec.ephemeralContainers).flatMap((container, index) => {
    const path = `${at}.ephemeralContainers[${index}]`;
    const again = names.has(container.name);
    names.add(container.name);
    const target = container.targetContainerName;
    return [
      ...common(container, path),
      ...(again ? [duplicate(`${path}.name`, container.name)] : []),
      ...(target && !others.includes(target) ? [fieldNotFound(`${path}.targetContainerName`, target)] : []),
      ...refusedErrors(container, path),
      ...subPathErrors(container, path),
    ];
  });
}

const refusedErrors = (container: Fields, path: string): Errors => [
  ...refusedFields.flatMap((field) => (isSet(container[field]) ? [forbiddenField(`${path}.${field}`, text)] : [])),
  ...refusedOthers.flatMap((field) => (container[field] ? [forbiddenField(`${path}.${field}`, text)] : [])),
];

const subPathErrors = (container: Fields, path: string): Errors =>
  records(container.volumeMounts).flatMap((mount, index) =>
    ['subPath', 'subPathExpr'].flatMap((field) =>
      mount[field] ? [forbiddenField(`${path}.volumeMounts[${index}].${field}`, text)] : [],
    ),
  );
