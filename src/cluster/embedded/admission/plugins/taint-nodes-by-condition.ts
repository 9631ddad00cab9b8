import { kind as nodes } from '../../kinds/core/node.ts';
import { record, records } from '../../kinds/shared/checks.ts';
import type { AdmissionPlugin } from '../admission-plugin.ts';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** A node is tainted until it is known to be ready: plugin/pkg/admission/nodetaint. */
export const taintNodesByCondition = {
  name: 'TaintNodesByCondition',
  tables: [nodes.table],
  admit: ({ operation, object }) => {
    if (operation !== 'CREATE') return object;
    const spec = record(object.spec);
    const taints = records(spec.taints);
    if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return object;
    return { ...object, spec: { ...spec, taints: [...taints, notReady] } };
  },
} satisfies AdmissionPlugin;
