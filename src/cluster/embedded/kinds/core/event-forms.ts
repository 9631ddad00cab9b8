import type { UnknownObject } from '../../../../kube/object.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Names of the same fields: core/v1, events.k8s.io/v1. kubernetes pkg/apis/events/v1/conversion.go */
const renamed: readonly (readonly [string, string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

/** The version in which Events are stored, and the other one. */
export const storedEvents = 'v1';
/** The version of the other form. */
export const newerEvents = 'events.k8s.io/v1';

/** An Event in the form of the other group; both groups serve one table, which is kept in the form of core/v1. */
export function convertEvent(event: UnknownObject, apiVersion: string): UnknownObject {
  const names = new Map(apiVersion === storedEvents ? renamed.map(([core, other]) => [other, core]) : renamed);
  const entries = Object.entries(event as Fields).map(([key, value]) => [names.get(key) ?? key, value]);
  const converted = { ...Object.fromEntries(entries), apiVersion };
  if (apiVersion === storedEvents) return converted;
  const { reportingController, reportingInstance, ...rest } = converted as Fields;
  const said = {
    ...(reportingController ? { reportingController } : {}),
    ...(reportingInstance ? { reportingInstance } : {}),
  };
  return { ...rest, ...said } as UnknownObject;
}

/** A field of events.k8s.io by its name in core/v1; undefined when it cannot be selected by. */
export function storedEventField(field: string): string | undefined {
  if (/^(reason|type|metadata\.name|metadata\.namespace)$/.test(field)) return field;
  if (field === 'reportingController') return 'reportingComponent';
  return field.startsWith('regarding.') ? field.replace('regarding', 'involvedObject') : undefined;
}
