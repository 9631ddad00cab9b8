import type { BuiltinKind } from '../builtin-kind.ts';
import { record } from '../shared/checks.ts';
import { ageOf, type Cell, type Printed, tableOf, textOf } from '../shared/columns.ts';

const columns = tableOf<Printed>(
  'Name, Type, NominalConcurrencyShares, Queues, HandSize, QueueLengthLimit, Age',
  (level, now) => {
    const { type, limited } = record(level.spec);
    const { nominalConcurrencyShares, limitResponse } = record(limited);
    const { queuing } = record(limitResponse);
    const amount = (holder: unknown, value: unknown) => (holder === undefined ? '<none>' : (value ?? 0)) as Cell;
    const { queues, handSize, queueLengthLimit } = record(queuing);
    return [
      level.metadata.name,
      textOf(type),
      amount(limited, nominalConcurrencyShares),
      amount(queuing, queues),
      amount(queuing, handSize),
      amount(queuing, queueLengthLimit),
      ageOf(level, now),
    ];
  },
);

export const kind = {
  table: 'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation; no request waits',
  },
  columns,
} satisfies BuiltinKind;
