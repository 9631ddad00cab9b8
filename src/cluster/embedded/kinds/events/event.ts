import type { BuiltinKind } from '../builtin-kind.ts';
import { kind as stored } from '../core/event.ts';
import { newerEventErrors, newerEventUpdateErrors } from '../core/event-errors.ts';
import { convertEvent, newerEvents, storedEventField, storedEvents } from '../core/event-forms.ts';

export const kind = {
  table: '/events',
  claim: {
    behaviour: 'the form of core/v1 in newer words, held to more',
    upstream: 'pkg/apis/events/v1/conversion.go, pkg/apis/core/validation/events.go',
  },
  columns: stored.columns,
  selectable: stored.selectable,
  form: {
    apiVersion: newerEvents,
    storedAs: storedEvents,
    toStored: (event) => convertEvent(event, storedEvents),
    fromStored: (event) => convertEvent(event, newerEvents),
    createErrors: newerEventErrors,
    updateErrors: newerEventUpdateErrors,
    storedField: storedEventField,
  },
} satisfies BuiltinKind;
