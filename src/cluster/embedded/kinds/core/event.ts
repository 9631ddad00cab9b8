import { setField } from '../../../../kube/copy.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { Event } from '../../../../kube/types.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { tableOf } from '../shared/columns.ts';
import { onTop } from '../shared/defaults.ts';
import type { Fields } from '../shared/fill.ts';
import { age } from '../shared/human-age.ts';
import { eventErrors } from './event-errors.ts';
import { convertEvent } from './event-forms.ts';

/** Fields of an Event that Go prints even when they say nothing. */
function defaultEvent(event: Fields): Fields {
  const filled: Record<string, unknown> = {
    eventTime: null,
    firstTimestamp: null,
    lastTimestamp: null,
    reportingComponent: '',
    reportingInstance: '',
    source: {},
  };
  // Not spread behind the others, which is slow: there are more Events than all else.
  for (const field in event) setField(filled, field, event[field]);
  return filled;
}

interface FullEvent extends Event {
  readonly eventTime?: string | null;
  readonly series?: { readonly lastObservedTime?: string; readonly count?: number };
  readonly reportingInstance?: string;
}

/** Both forms of an Event have one row. */
const asStored = (event: FullEvent): FullEvent =>
  convertEvent(event as unknown as UnknownObject, 'v1') as unknown as FullEvent;

const columns = tableOf<FullEvent>(
  'Last Seen, Type, Reason, Object, Subobject?, Source?, Message, First Seen?, Count?, Name?',
  (given, now) => {
    const event = asStored(given);
    const first = age(event.firstTimestamp ?? event.eventTime, now);
    const last = event.lastTimestamp ? age(event.lastTimestamp, now) : first;
    const { kind = '', name, fieldPath = '' } = event.involvedObject as Record<string, string | undefined>;
    return [
      event.series ? age(event.series.lastObservedTime, now) : last,
      event.type ?? '',
      event.reason ?? '',
      name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase(),
      fieldPath,
      sourceText(event),
      (event.message ?? '').trim(),
      first,
      event.series ? (event.series.count ?? 0) : event.count || 1,
      event.metadata.name,
    ];
  },
);

function sourceText(event: FullEvent): string {
  const { component, host } = (event.source ?? {}) as { component?: string; host?: string };
  const instance = host || event.reportingInstance;
  const name = component || (event.reportingComponent ?? '');
  return instance ? `${name}, ${instance}` : name;
}

export const kind = {
  table: '/events',
  claim: {
    behaviour: 'empty fields, who reports, table, selection',
    upstream: 'pkg/apis/core/validation/events.go, pkg/apis/core/v1/conversion.go',
  },
  columns,
  selectable: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    { field: 'source', path: 'source.component' },
    'type',
  ],
  defaults: onTop(defaultEvent),
  validate: eventErrors,
} satisfies BuiltinKind;
