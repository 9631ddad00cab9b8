import { required } from '../../api/field-error.ts';
import { type Errors, oneOf, record } from './checks.ts';
import { change, type Fields, fill } from './fill.ts';
import { resources } from './quantities.ts';

/** Ways in which a volume may be mounted, sorted as upstream lists them. */
export const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** Faults of what a claim asks for: kubernetes pkg/apis/core/validation ValidatePersistentVolumeClaimSpec. */
export function claimSpecErrors(spec: Fields, at: string): Errors {
  const modes = Array.isArray(spec.accessModes) ? spec.accessModes : [];
  const storage = record(record(spec.resources).requests).storage;
  return [
    ...(modes.length === 0 ? [required(`${at}.accessModes`, 'at least 1 access mode is required')] : []),
    ...modes.flatMap((mode) => oneOf(mode, accessModes, `${at}.accessModes`)),
    ...(storage === undefined ? [required(`${at}.resources[storage]`)] : []),
  ];
}

/** Defaults of what a claim asks for. */
export const defaultClaim = (spec: Fields): Fields =>
  change(fill(spec, { volumeMode: 'Filesystem' }), 'resources', resources);
