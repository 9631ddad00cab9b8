import { kind as ingresses } from '../../kinds/networking/ingress.ts';
import { kind as ingressClasses } from '../../kinds/networking/ingress-class.ts';
import { record } from '../../kinds/shared/checks.ts';
import { defaultAnnotation, defaultOf } from '../../kinds/shared/default-class.ts';
import type { AdmissionPlugin } from '../admission-plugin.ts';

const oldWay = 'kubernetes.io/ingress.class';

/** An ingress that names no class in either way gets the default one: plugin/pkg/admission/network/defaultingressclass. */
export const defaultIngressClass = {
  name: 'DefaultIngressClass',
  tables: [ingresses.table],
  admit: ({ operation, object, state }) => {
    const spec = record(object.spec);
    const named = spec.ingressClassName !== undefined || object.metadata.annotations?.[oldWay] !== undefined;
    if (operation !== 'CREATE' || named) return object;
    const found = defaultOf(state, ingressClasses.table, defaultAnnotation.ingress);
    return found ? { ...object, spec: { ...spec, ingressClassName: found.metadata.name } } : object;
  },
} satisfies AdmissionPlugin;
