import type { KubeObject } from '../../../../kube/object.ts';
import { type Fields, record, records } from '../../admission/validation/checks.ts';
import { ageOf, type Cell, type Printed, tableOf, textOf } from './table-kind.ts';

interface ComponentStatus extends KubeObject {
  readonly conditions?: unknown;
}

export const componentTable = tableOf<ComponentStatus>('Name, Status, Message, Error', ({ metadata, conditions }) => {
  const healthy = records(conditions).find(({ type }) => type === 'Healthy');
  const state = healthy?.status === 'True' ? 'Healthy' : 'Unhealthy';
  return [metadata.name, healthy ? state : 'Unknown', textOf(healthy?.message), textOf(healthy?.error)];
});

function parentOf({ group, resource, namespace, name }: Fields): string {
  const kind = group ? `${textOf(resource)}.${group}` : textOf(resource);
  return [kind.toLowerCase(), ...(namespace ? [namespace] : []), textOf(name)].join('/');
}

/** Upstream tells the age in a cell of no column. */
export const addressTable = tableOf<Printed>('Name, ParentRef', (address, now) => [
  address.metadata.name,
  address.spec?.parentRef === undefined ? '<none>' : parentOf(record(address.spec.parentRef)),
  ageOf(address, now),
]);

export const storageNodeTable = tableOf<Printed>('Name, Drivers:integer, Age', (node, now) => [
  node.metadata.name,
  records(node.spec?.drivers).length,
  ageOf(node, now),
]);

interface StorageCapacity extends KubeObject {
  readonly storageClassName?: string;
  readonly capacity?: string;
}

export const capacityTable = tableOf<StorageCapacity>('Name, StorageClassName, Capacity', (capacity) => [
  capacity.metadata.name,
  capacity.storageClassName ?? '',
  capacity.capacity ?? '<unset>',
]);

const attachmentColumns = tableOf<Printed>('Name, Attacher, PV, Node, Attached:boolean, Age', (attachment, now) => {
  const { attacher, source, nodeName } = record(attachment.spec);
  return [
    attachment.metadata.name,
    textOf(attacher),
    textOf(record(source).persistentVolumeName),
    textOf(nodeName),
    (attachment.status?.attached ?? false) as Cell,
    ageOf(attachment, now),
  ];
});

/** The only kind of which a second column carries the format of a name. */
export const attachmentTable = {
  ...attachmentColumns,
  columns: attachmentColumns.columns.map((column) =>
    column.name === 'Attacher' ? { ...column, format: 'name' } : column,
  ),
};

interface AttributesClass extends KubeObject {
  readonly driverName?: string;
}

export const attributesClassTable = tableOf<AttributesClass>('Name, DriverName, Age', (attributes, now) => [
  attributes.metadata.name,
  attributes.driverName ?? '',
  ageOf(attributes, now),
]);

/** kubernetes pkg/printers/internalversion/printers.go resourceClaimState */
function claimState({ metadata, status }: Printed): string {
  const deleted = metadata.deletionTimestamp !== undefined;
  if (status?.allocation === undefined) return deleted ? 'deleted' : 'pending';
  const reserved = records(status.reservedFor).length > 0 ? ['reserved'] : [];
  return [...(deleted ? ['deleted'] : []), 'allocated', ...reserved].join(',');
}

export const claimedTable = tableOf<Printed>('Name, State, Age', (claim, now) => [
  claim.metadata.name,
  claimState(claim),
  ageOf(claim, now),
]);

export const sliceTable = tableOf<Printed>('Name, Node, Driver, Pool, Age', (slice, now) => [
  slice.metadata.name,
  textOf(slice.spec?.nodeName),
  textOf(slice.spec?.driver),
  textOf(record(slice.spec?.pool).name),
  ageOf(slice, now),
]);
