import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { isBootstrapped } from '../../../repo/sources.ts';
import type { KustomizationSpec } from '../read-objects.ts';
import { exampleKustomization, exampleSource } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';

const synchronised: readonly UnknownObject[] = [
  {
    apiVersion: 'fluxcd.controlplane.io/v1',
    kind: 'FluxInstance',
    metadata: { name: 'flux', namespace: 'flux-system' },
    spec: { sync: { kind: 'GitRepository', name: 'my-cluster' } },
  },
  exampleKustomization('more', { sourceRef: { kind: 'GitRepository', name: 'my-cluster' } }),
];

export const sourceNotFound: ObjectsRule = {
  id: 'source-not-found',
  needs: 'objects',
  severity: 'error',
  summary: 'A Kustomization reads a source that does not exist.',
  why: "Source '…' not found (kustomize-controller internal/controller/kustomization_controller.go getSource)",
  check: (input) =>
    kustomizationsIn(input).flatMap((on): Problem[] => {
      const { sourceRef } = on.object.spec as Partial<KustomizationSpec>;
      if (!sourceRef) return [];
      const namespace = sourceRef.namespace ?? on.object.metadata.namespace;
      // What whoever installs Flux makes is often not in the repository, and other programs make ExternalArtifacts.
      if (isBootstrapped(sourceRef.name, input.objects) || sourceRef.kind === 'ExternalArtifact') return [];
      if (input.find(sourceRef.kind, sourceRef.name, namespace)) return [];
      const message = `reads ${sourceRef.kind} ${namespace}/${sourceRef.name}, which is not in the repository`;
      const path = ['spec', 'sourceRef', 'name'];
      const keptHere = input.ofKind(sourceRef.kind, 'source.toolkit.fluxcd.io').length > 0;
      if (!keptHere) return [{ on, path, message, knownBy: 'the source in the repository' }];
      return [{ on, path, message, hint: 'add the source, or correct name and namespace' }];
    }),
  examples: {
    passing: [exampleSource(), exampleKustomization('apps'), ...synchronised],
    failing: [exampleSource('homelab'), exampleKustomization('apps')],
  },
};
