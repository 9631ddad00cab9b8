import type { ConvergenceRow, FirstCause } from '../../../check/observed.ts';
import type { ClusterExample } from '../../../check/rule.ts';
import { helmReleaseKind, kustomizationKind } from '../read-objects.ts';

const object = (kind: string) => ({
  ...(kind === 'HelmRelease' ? helmReleaseKind : kustomizationKind),
  metadata: { name: 'apps', namespace: 'flux-system' },
  spec: { sourceRef: { kind: 'GitRepository', name: 'flux-system' } },
});

/** A platform on which a Kustomization, or what the row says, was not ready in the end; with its first cause, where one is known. */
export const exampleUnready = (row: Partial<ConvergenceRow>, cause?: Omit<FirstCause, 'object'>): ClusterExample => {
  const own = object(row.kind ?? 'Kustomization');
  return {
    objects: [own],
    seen: () => ({
      convergence: [{ kind: own.kind, name: 'flux-system/apps', startedAt: 0, waitedFor: [], ...row }],
      unready: async () => cause && { ...cause, object: own },
    }),
  };
};

/** A platform on which everything became ready. */
export const exampleReady: ClusterExample = exampleUnready({ readyAt: 12 });

/** A platform on which a Kustomization reads a source that is not the repository. */
export const exampleElsewhere: ClusterExample = {
  objects: [{ ...object('Kustomization'), spec: { sourceRef: { kind: 'OCIRepository', name: 'other' } } }],
  seen: () => ({
    convergence: [
      { kind: 'Kustomization', name: 'flux-system/apps', startedAt: 0, waitedFor: [], message: 'no artifact' },
    ],
  }),
};
