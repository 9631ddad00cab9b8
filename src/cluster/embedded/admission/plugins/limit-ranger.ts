import type { UnknownObject } from '../../../../kube/object.ts';
import { forbidden } from '../../api/refusals.ts';
import type { ApiState } from '../../api/state.ts';
import { kind as limitRanges } from '../../kinds/core/limit-range.ts';
import { record, records } from '../../kinds/shared/checks.ts';
import type { Fields } from '../../kinds/shared/fill.ts';
import { type AdmissionPlugin, askedName } from '../admission-plugin.ts';

/** The limits of a namespace, in order of names; nothing is looked at where there are none. */
function limitsOf(state: ApiState, { metadata }: UnknownObject): readonly (readonly Fields[])[] {
  const ranges = state.store.table(limitRanges.table);
  if (ranges.size === 0) return [];
  return ranges.list(metadata.namespace ?? '').map((range) => records(record(range.spec).limits));
}

/** Gives requests and limits to those who say none, and refuses what asks for more or less than its namespace allows: plugin/pkg/admission/limitranger. */
export const limitRanger = {
  name: 'LimitRanger',
  admit: ({ operation, resource, object, state }) => {
    const { fill } = resource.own.limited ?? {};
    return fill && operation === 'CREATE' ? limitsOf(state, object).reduce(fill, object) : object;
  },
  validate: ({ resource, object, old, state, request }) => {
    const { limited } = resource.own;
    if (!limited || request.subresource) return;
    if (old && (!limited.onUpdate || old.metadata.deletionTimestamp !== undefined)) return;
    for (const limits of limitsOf(state, object)) {
      const faults = new Set(limits.flatMap((limit) => limited.faults(object, limit)));
      if (faults.size === 0) continue;
      const why = faults.size === 1 ? [...faults][0]! : `[${[...faults].join(', ')}]`;
      throw forbidden(resource, askedName(object), why);
    }
  },
} satisfies AdmissionPlugin;
