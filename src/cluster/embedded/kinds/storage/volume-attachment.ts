import type { BuiltinKind } from '../builtin-kind.ts';
import { record } from '../shared/checks.ts';
import { ageOf, type Cell, type Printed, tableOf, textOf } from '../shared/columns.ts';

const plain = tableOf<Printed>('Name, Attacher, PV, Node, Attached:boolean, Age', (attachment, now) => {
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
const columns = {
  ...plain,
  columns: plain.columns.map((column) => (column.name === 'Attacher' ? { ...column, format: 'name' } : column)),
};

export const kind = {
  table: 'storage.k8s.io/volumeattachments',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation',
  },
  columns,
  answersWithObject: true,
} satisfies BuiltinKind;
