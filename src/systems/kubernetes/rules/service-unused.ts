import { opaqueNamespaces } from '../../../check/made-by-release.ts';
import type { ObjectsRule, RuleInput } from '../../../check/rule.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import { holdsSealed } from '../../../kube/sealed.ts';
import type { Service } from '../../../kube/types.ts';
import { exampleDeployment, exampleIngress, exampleService } from '../rule-fixtures.ts';
import { workloadsOf } from '../rule-workloads.ts';

const print = (value: unknown): string =>
  JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? String(each) : each)) ?? '';

/** What an object says of others: of a workload what its pods are told, and nothing of its own name and labels; of a Service nothing. */
function aboutOthers(input: RuleInput): readonly string[] {
  const workloads = new Map(workloadsOf(input).map(({ on, spec }) => [on, spec]));
  return input.objects.flatMap((each) => {
    const { object } = each;
    if (object.kind === 'Service' && object.apiVersion === 'v1') return [];
    const spec = workloads.get(each);
    if (spec === undefined) return [print(object)];
    return [print(spec), print((object.spec as { readonly serviceName?: string } | undefined)?.serviceName)];
  });
}

/** Services inside the cluster that nobody is told of by anything on them. */
const askedOf = (input: RuleInput): readonly SourcedObject[] =>
  input.ofKind('Service', '').filter(({ object, loose, approximate, madeBy }) => {
    if (loose || approximate || madeBy !== undefined || object.metadata.namespace === undefined) return false;
    const { type = 'ClusterIP', clusterIP, selector } = (object as Service).spec ?? {};
    const isNoted = Object.keys(object.metadata.annotations ?? {}).length > 0;
    return type === 'ClusterIP' && clusterIP === undefined && selector !== undefined && !isNoted;
  });

/** Whether one of its labels is looked for by anything but a workload. */
const isSelected = (texts: readonly string[], { object }: SourcedObject): boolean =>
  Object.entries(object.metadata.labels ?? {}).some(([key, value]) =>
    texts.some((text) => text.includes(`${JSON.stringify(key)}:${JSON.stringify(value)}`)),
  );

export const serviceUnused: ObjectsRule = {
  id: 'service-unused',
  needs: 'objects',
  severity: 'info',
  summary: 'A Service inside the cluster is named by no route and no pod, and can be reached from nowhere else.',
  together: 'are named by no route and no pod: nobody asks for them',
  why: 'a Service of type ClusterIP has an address inside the cluster alone (kubernetes pkg/proxy); nothing is said where anything is encrypted or not known, which may name it',
  check: (input) => {
    const asked = askedOf(input);
    if (asked.length === 0 || !input.isWhole || opaqueNamespaces(input).size > 0) return [];
    const texts = aboutOthers(input);
    if (texts.some((text) => holdsSealed(text) || /"ENC\[[A-Z0-9_]+,data:/.test(text))) return [];
    return asked
      .filter((each) => !texts.some((text) => text.includes(each.object.metadata.name)) && !isSelected(texts, each))
      .map((on) => ({
        on,
        path: ['metadata', 'name'],
        message: 'is named by no route and no pod, and has an address inside the cluster alone: nobody asks for it',
        hint: 'name it where it is meant to answer, or take it out',
      }));
  },
  examples: {
    passing: [exampleDeployment(), exampleService(), exampleIngress({ name: 'http' })],
    failing: [
      exampleDeployment(),
      exampleService(),
      exampleIngress({ name: 'http' }),
      { ...exampleService(), metadata: { name: 'before', namespace: 'hello' } },
    ],
  },
};
