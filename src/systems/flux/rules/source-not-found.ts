import type { Rule } from '../../../check/rule.ts';
import type { KustomizationSpec } from '../objects.ts';
import { exampleKustomization, exampleSource } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';

export const sourceNotFound: Rule = {
  id: 'source-not-found',
  severity: 'error',
  summary: 'A Kustomization reads a source that does not exist.',
  why: "Source '…' not found (kustomize-controller internal/controller/kustomization_controller.go getSource)",
  check: (input) =>
    kustomizationsIn(input).flatMap((on) => {
      const { sourceRef } = on.object.spec as Partial<KustomizationSpec>;
      if (!sourceRef) return [];
      const namespace = sourceRef.namespace ?? on.object.metadata.namespace;
      // What `flux bootstrap` makes is often not in the repository.
      if (sourceRef.name === 'flux-system' || input.find(sourceRef.kind, sourceRef.name, namespace)) return [];
      const message = `reads ${sourceRef.kind} ${namespace}/${sourceRef.name}, which is not in the repository`;
      return [
        { on, path: ['spec', 'sourceRef', 'name'], message, hint: 'add the source, or correct name and namespace' },
      ];
    }),
  examples: {
    passing: [exampleSource(), exampleKustomization('apps')],
    failing: [exampleSource('homelab'), exampleKustomization('apps')],
  },
};
