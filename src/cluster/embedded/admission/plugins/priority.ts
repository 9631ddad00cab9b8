import type { UnknownObject } from '../../../../kube/object.ts';
import { forbidden } from '../../api/refusals.ts';
import type { ApiState } from '../../api/state.ts';
import { kind as pods } from '../../kinds/core/pod.ts';
import { kind as priorityClasses } from '../../kinds/scheduling/priority-class.ts';
import { record } from '../../kinds/shared/checks.ts';
import { change, type Fields, fill } from '../../kinds/shared/fill.ts';
import { type AdmissionPlugin, askedName } from '../admission-plugin.ts';

/** The class that a spec names, or else the one for all who name none. */
function classOf(state: ApiState, { priorityClassName }: Fields): UnknownObject | undefined {
  const table = state.store.table(priorityClasses.table);
  if (priorityClassName) return table.get('', String(priorityClassName));
  return table.size === 0 ? undefined : table.list().find(({ globalDefault }) => globalDefault === true);
}

/** A pod has the priority of its class, and keeps it when a writer leaves it out: plugin/pkg/admission/priority/admission.go */
export const priority = {
  name: 'Priority',
  tables: [pods.table],
  admit: ({ operation, resource, object, old, state, request }) => {
    if (request.subresource !== undefined) return object;
    const spec = record(object.spec);
    if (operation === 'UPDATE') {
      const { priority, preemptionPolicy } = record(old?.spec);
      const kept = Object.entries({ priority, preemptionPolicy }).filter(([, value]) => value !== undefined);
      return change(object, 'spec', (own: Fields) => fill(own, Object.fromEntries(kept)));
    }
    const found = classOf(state, spec);
    if (spec.priorityClassName && !found) {
      throw forbidden(resource, askedName(object), `no PriorityClass with name ${spec.priorityClassName} was found`);
    }
    const filled = fill(spec, {
      ...(found ? { priorityClassName: found.metadata.name } : {}),
      priority: found?.value ?? 0,
      preemptionPolicy: found?.preemptionPolicy ?? 'PreemptLowerPriority',
    });
    return filled === object.spec ? object : { ...object, spec: filled };
  },
} satisfies AdmissionPlugin;
