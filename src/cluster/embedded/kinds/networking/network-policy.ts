import type { KubeObject } from '../../../../kube/object.ts';
import type { LabelSelector } from '../../../../kube/selector.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, eachBy, type Fields, fill } from '../shared/fill.ts';
import { selectorText } from '../shared/template-cells.ts';

const defaultPolicyRule = (rule: Fields): Fields =>
  change(
    rule,
    'ports',
    eachBy((port: Fields) => fill(port, { protocol: 'TCP' })),
  );

/** kubernetes pkg/apis/networking/v1/defaults.go */
function defaultNetworkPolicy(spec: Fields): Fields {
  const rules = ['ingress', 'egress'].reduce((at, side) => change(at, side, eachBy(defaultPolicyRule)), spec);
  const egress = Array.isArray(spec.egress) && spec.egress.length > 0;
  return fill(rules, { podSelector: {}, policyTypes: egress ? ['Ingress', 'Egress'] : ['Ingress'] });
}

interface NetworkPolicy extends KubeObject {
  readonly spec?: { readonly podSelector?: LabelSelector };
}

const columns = tableOf<NetworkPolicy>('Name, Pod-Selector, Age', (policy, now) => [
  policy.metadata.name,
  selectorText(policy.spec?.podSelector),
  ageOf(policy, now),
]);

export const kind = {
  table: 'networking.k8s.io/networkpolicies',
  claim: {
    behaviour: 'protocols, types, table',
    upstream: 'pkg/apis/networking/v1/defaults.go',
    notModelled: 'validation',
  },
  columns,
  defaults: inSpec(defaultNetworkPolicy),
} satisfies BuiltinKind;
