import { equalJson } from '../../../../kube/json.ts';
import { labelKeyFaults } from '../../../../kube/label-rules.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { invalid, required } from '../../api/field-error.ts';
import { type Errors, immutable, record } from '../shared/checks.ts';

const mismatch = 'does not match event.namespace';
const mostBytes = 128;
const mostNoteBytes = 1024;

/** kubernetes pkg/apis/core/validation/events.go legacyValidateEvent: who tells when (`eventTime`) must tell more. */
export function eventErrors(event: UnknownObject): Errors {
  const { namespace = '' } = record(event.involvedObject);
  const home = event.metadata.namespace ?? '';
  if (!event.eventTime) {
    const same = namespace === home || (namespace === '' && home === 'default');
    return same ? [] : [invalid('involvedObject.namespace', namespace, mismatch)];
  }
  const homeless = namespace === '' && home !== 'default' && home !== 'kube-system';
  const name = event.apiVersion === 'v1' ? 'reportingComponent' : 'reportingController';
  return [
    ...(homeless ? [invalid('involvedObject.namespace', namespace, mismatch)] : []),
    ...(event.reportingComponent ? [] : [required(name)]),
    ...labelKeyFaults(String(event.reportingComponent ?? '')).map((text) =>
      invalid(name, event.reportingComponent ?? '', text),
    ),
    ...['reportingInstance', 'action', 'reason'].flatMap((field) => textErrors(event, field)),
    ...tooLong(event, 'message', mostNoteBytes),
  ];
}

const textErrors = (event: UnknownObject, field: string): Errors => [
  ...(event[field] ? [] : [required(field)]),
  ...tooLong(event, field, mostBytes),
];

const tooLong = (event: UnknownObject, field: string, most: number): Errors =>
  Buffer.byteLength(String(event[field] ?? '')) > most
    ? [invalid(field, '', `can have at most ${most} characters`)]
    : [];

function seriesErrors(event: UnknownObject): Errors {
  if (event.series === undefined || event.series === null) return [];
  const { count, lastObservedTime } = record(event.series);
  return [
    ...(Number(count ?? 0) < 2 ? [invalid('series.count', '', 'should be at least 2')] : []),
    ...(lastObservedTime ? [] : [required('series.lastObservedTime')]),
  ];
}

const old = ['firstTimestamp', 'lastTimestamp', 'count', 'source'];

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== 0 && !equalJson(value, {});

/** What events.k8s.io asks for beyond that of a new event: ValidateEventCreate. */
export const newerEventErrors = (event: UnknownObject): Errors => [
  ...eventErrors(event),
  ...seriesErrors(event),
  ...(event.eventTime ? [] : [required('eventTime')]),
  ...(event.type === 'Normal' || event.type === 'Warning'
    ? []
    : [invalid('type', '', `has invalid value: ${event.type ?? ''}`)]),
  ...old.flatMap((field) => (isSet(event[field]) ? [invalid(field, '', 'needs to be unset')] : [])),
];

const fixed =
  'involvedObject reason message source firstTimestamp lastTimestamp count type eventTime action related reportingComponent reportingInstance'.split(
    ' ',
  );

/** … and of a changed one: ValidateEventUpdate. */
export const newerEventUpdateErrors = (next: UnknownObject, before: UnknownObject): Errors => [
  ...(equalJson(next.series, before.series) ? [] : seriesErrors(next)),
  ...fixed.flatMap((field) =>
    immutable(
      next[field] ?? null,
      before[field] ?? null,
      field === 'reportingComponent' ? 'reportingController' : field,
    ),
  ),
];
