import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { kinds } from '../../../kube/types.ts';
import { autoSources, copiedTo, exampleSecret, mirrorObjects, reaches } from '../rule-sources.ts';
import { usesOf } from '../rule-uses.ts';

const showing = (namespace: string) => ({
  ...kinds.Ingress,
  metadata: { name: 'shop', namespace },
  spec: { tls: [{ hosts: ['shop.example.org'], secretName: 'tls' }] },
});

export const reflectorCopyElsewhere: ObjectsRule = {
  id: 'reflector-copy-elsewhere',
  needs: 'objects',
  severity: 'error',
  summary: 'Something uses a copied Secret in a namespace that gets no copy.',
  why: 'Secrets and ConfigMaps are read in the namespace of who uses them: pods wait for one that is not there, routes show another certificate (reflector README.md; kubernetes pkg/volume/secret/secret.go)',
  check: (input) => {
    const all = mirrorObjects(input);
    const sources = autoSources(input);
    return usesOf(input).flatMap(({ kind, namespace, name, on, path }): Problem[] => {
      if (all.some((each) => each.kind === kind && each.namespace === namespace && each.name === name)) return [];
      const copied = sources.filter((each) => each.kind === kind && each.name === name);
      // Labels of namespaces that other tools set may select them.
      if (copied.length === 0 || copied.some(({ said }) => said.allowedSelector + said.autoSelector !== '')) return [];
      if (copied.some((source) => reaches(input, source, namespace))) return [];
      const message = `no copy of ${kind} ${copied[0]?.namespace}/${name} comes to namespace ${namespace}, where it is used`;
      return [{ on, path, message, hint: `name ${namespace} in both lists of the source` }];
    });
  },
  examples: {
    passing: [exampleSecret(copiedTo('media')), showing('media'), showing('gate')],
    failing: [exampleSecret(copiedTo('media')), showing('shop')],
  },
};
