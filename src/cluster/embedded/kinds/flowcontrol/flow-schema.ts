import type { BuiltinKind } from '../builtin-kind.ts';
import { record, records } from '../shared/checks.ts';
import { ageOf, type Cell, type Printed, tableOf, textOf } from '../shared/columns.ts';

const columns = tableOf<Printed>(
  'Name, PriorityLevel, MatchingPrecedence, DistinguisherMethod, Age, MissingPL',
  (flow, now) => {
    const { priorityLevelConfiguration, matchingPrecedence, distinguisherMethod } = record(flow.spec);
    const dangling = records(flow.status?.conditions).find(({ type }) => type === 'Dangling');
    return [
      flow.metadata.name,
      textOf(record(priorityLevelConfiguration).name),
      (matchingPrecedence ?? 0) as Cell,
      distinguisherMethod === undefined ? '<none>' : textOf(record(distinguisherMethod).type),
      ageOf(flow, now),
      dangling ? textOf(dangling.status) : '?',
    ];
  },
);

export const kind = {
  table: 'flowcontrol.apiserver.k8s.io/flowschemas',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation; no request waits',
  },
  columns,
} satisfies BuiltinKind;
