import type { UnknownObject } from '../../../../kube/object.ts';
import { required } from '../../api/field-error.ts';
import { timestamp } from '../../api/timestamp.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, oneOf, record } from '../shared/checks.ts';
import { accessModes } from '../shared/claim-spec.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';
import { resourceList } from '../shared/quantities.ts';
import { classOf, modeText, phaseOf, type Volume } from './volume-cells.ts';

const defaultVolumeSpec = (spec: Fields): Fields =>
  change(fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }), 'capacity', resourceList);

const volumeSources = (
  'awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath ' +
  'iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume'
).split(' ');

function volumeErrors(object: UnknownObject): Errors {
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

const columns = tableOf<Volume>(
  'Name, Capacity, Access Modes, Reclaim Policy, Status, Claim, StorageClass, VolumeAttributesClass, Reason, Age, VolumeMode?',
  (volume, now) => [
    volume.metadata.name,
    volume.spec?.capacity?.storage ?? '0',
    modeText(volume.spec?.accessModes),
    volume.spec?.persistentVolumeReclaimPolicy ?? '',
    phaseOf(volume),
    volume.spec?.claimRef ? `${volume.spec.claimRef.namespace ?? ''}/${volume.spec.claimRef.name ?? ''}` : '',
    classOf(volume),
    volume.spec?.volumeAttributesClassName ?? '<unset>',
    volume.status?.reason ?? '',
    ageOf(volume, now),
    volume.spec?.volumeMode ?? '<unset>',
  ],
);

export const kind = {
  table: '/persistentvolumes',
  claim: {
    behaviour: 'policy, access modes, capacity, source, table',
    upstream: 'pkg/apis/core/validation/validation.go ValidatePersistentVolume',
    notModelled: 'fields of the sources',
  },
  columns,
  defaults: inSpec(defaultVolumeSpec),
  firstStatus: () => ({ phase: 'Pending' }),
  beforeCreate: (volume, state) => ({
    ...volume,
    status: { ...record(volume.status), lastPhaseTransitionTime: timestamp(state.now()) },
  }),
  answersWithObject: true,
  validate: volumeErrors,
} satisfies BuiltinKind;
