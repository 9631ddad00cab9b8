import { kind as pods } from '../../kinds/core/pod.ts';
import { record, records } from '../../kinds/shared/checks.ts';
import type { AdmissionPlugin } from '../admission-plugin.ts';

const grace = 300;

/** A pod stays five minutes on a node that is not ready, unless it says otherwise: plugin/pkg/admission/defaulttolerationseconds/admission.go */
export const defaultTolerationSeconds = {
  name: 'DefaultTolerationSeconds',
  tables: [pods.table],
  admit: ({ object, request }) => {
    if (request.subresource !== undefined) return object;
    const spec = record(object.spec);
    const present = records(spec.tolerations);
    const missing = ['not-ready', 'unreachable'].filter((taint) => {
      const key = `node.kubernetes.io/${taint}`;
      return !present.some((each) => (each.key === key || !each.key) && (each.effect === 'NoExecute' || !each.effect));
    });
    if (missing.length === 0) return object;
    const added = missing.map((taint) => ({
      key: `node.kubernetes.io/${taint}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: grace,
    }));
    return { ...object, spec: { ...spec, tolerations: [...present, ...added] } };
  },
} satisfies AdmissionPlugin;
