import { equalJson } from '../../../../kube/json.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { forbiddenField, required } from '../../api/field-error.ts';
import { type Errors, type Fields, oneOf, record } from './checks.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

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

export const claimErrors = (object: UnknownObject): Errors => claimSpecErrors(record(object.spec), 'spec');

const volumeSources = (
  'awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath ' +
  'iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume'
).split(' ');

/** A claim keeps its spec, but for a larger request and the volume it is given. */
export function claimUpdateErrors(next: UnknownObject, old: UnknownObject): Errors {
  const bare = (object: UnknownObject): Fields => {
    const { resources: _r, volumeName: _v, volumeAttributesClassName: _c, ...spec } = record(object.spec);
    return spec;
  };
  const late = record(old.spec).storageClassName === undefined;
  const [now, before] = [bare(next), bare(old)];
  const same = equalJson(
    late ? { ...now, storageClassName: undefined } : now,
    late ? { ...before, storageClassName: undefined } : before,
  );
  const text =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
  return [...claimErrors(next), ...(same ? [] : [forbiddenField('spec', text)])];
}

export function volumeErrors(object: UnknownObject): Errors {
  const spec = record(object.spec);
  const modes = Array.isArray(spec.accessModes) ? spec.accessModes : [];
  return [
    ...(modes.length === 0 ? [required('spec.accessModes')] : []),
    ...modes.flatMap((mode) => oneOf(mode, accessModes, 'spec.accessModes')),
    ...(record(spec.capacity).storage === undefined ? [required('spec.capacity')] : []),
    ...(volumeSources.some((source) => spec[source] !== undefined)
      ? []
      : [required('spec', 'must specify a volume type')]),
  ];
}
