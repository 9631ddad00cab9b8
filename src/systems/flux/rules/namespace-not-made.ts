import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import { fluxNamespace } from '../component-names.ts';
import { exampleKustomization } from '../rule-fixtures.ts';
import { kustomizationsIn, releasesIn } from '../rule-objects.ts';
import { ownerOf } from '../rule-owners.ts';

/** There before anything is applied: the first ones of Kubernetes, and that of Flux. */
const first: ReadonlySet<string> = new Set(['default', 'kube-node-lease', 'kube-public', 'kube-system', fluxNamespace]);

/** Namespaces that a platform below brings (OpenShift docs, `openshift-` is kept for it). */
const ofPlatform = /^openshift(-|$)/;

interface ReleaseView {
  readonly targetNamespace?: string;
  readonly install?: { readonly createNamespace?: boolean };
}

/** Namespaces that releases make for themselves. */
const madeByReleases = (input: RuleInput): readonly string[] =>
  releasesIn(input).flatMap(({ object }) => {
    const { targetNamespace, install } = object.spec as ReleaseView;
    return install?.createNamespace === true ? [targetNamespace ?? object.metadata.namespace ?? ''] : [];
  });

/** Whether something but the place of an object speaks of the namespace: values of a chart, a policy, a script. */
const isSpokenOf = (objects: readonly SourcedObject[], namespace: string): boolean => {
  const word = new RegExp(`(?<![\\w-])${namespace}(?![\\w-])`);
  return objects.some(({ object: { metadata: _, apiVersion: __, ...fields } }) => word.test(printed(fields)));
};

const printed = (fields: object): string =>
  JSON.stringify(fields, (_key, value) => (typeof value === 'bigint' ? String(value) : value));

const inNamespace = (namespace: string): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'settings',
    namespace,
    labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
  },
});

/** A namespace that no file makes: told once, at the first object that is to be put into it. */
export const namespaceNotMade: ObjectsRule = {
  id: 'namespace-not-made',
  needs: 'objects',
  severity: 'warning',
  summary: 'Flux is to put objects into a namespace that nothing makes.',
  why: 'the API server refuses objects of a namespace that is not there, and the whole Kustomization with them (apiserver pkg/admission/plugin/namespace/lifecycle/admission.go); nothing is said where a chart or a person’s script speaks of it',
  check: (input) => {
    if (!input.isWhole || kustomizationsIn(input).length === 0) return [];
    const made = new Set([
      ...input.ofKind('Namespace').map(({ object }) => object.metadata.name),
      ...madeByReleases(input),
    ]);
    const lacking = new Map<string, SourcedObject[]>();
    for (const on of input.objects) {
      const { namespace } = on.object.metadata;
      if (!namespace || ownerOf(on) === undefined || on.madeBy !== undefined || on.loose) continue;
      if (made.has(namespace) || first.has(namespace) || ofPlatform.test(namespace) || !/^[a-z0-9-]+$/.test(namespace))
        continue;
      lacking.set(namespace, [...(lacking.get(namespace) ?? []), on]);
    }
    // That a Kustomization has its objects put there makes no namespace.
    const stages = new Set(kustomizationsIn(input));
    const speakers = input.objects.filter((each) => !stages.has(each));
    return [...lacking].flatMap(([namespace, [on, ...others]]): readonly Problem[] => {
      if (!on || isSpokenOf(speakers, namespace)) return [];
      const more =
        others.length === 0 ? ', into which it is to be put' : `: ${others.length + 1} objects are to be put into it`;
      const message = `namespace ${namespace} is made by nothing here${more}`;
      const hint = `add a Namespace ${namespace} to what is applied first; one that is made by hand is lost with the cluster`;
      return [{ on, path: ['metadata', 'namespace'], message, hint }];
    });
  },
  examples: {
    passing: [
      exampleKustomization('apps'),
      inNamespace('apps'),
      inNamespace('default'),
      inNamespace('openshift-monitoring'),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } },
    ],
    failing: [exampleKustomization('apps'), inNamespace('nowhere')],
  },
};
