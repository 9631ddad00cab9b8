import type { KindRef, KubeObject } from '../../kube/object.ts';
import { type ControllerRevision, kinds, type PodTemplateSpec } from '../../kube/types.ts';
import { controllerReference } from '../kit/ownership.ts';
import { sameValue } from '../kit/same-value.ts';
import { computeHash, hashRevisionData } from './template-hash.ts';

interface Templated extends KubeObject {
  readonly spec: { readonly template: PodTemplateSpec };
  readonly status?: { readonly collisionCount?: number };
}

/** The patch that a revision keeps: it replaces the template (pkg/controller/daemon/update.go getPatch). */
const dataOf = (owner: Templated) => ({ spec: { template: { ...owner.spec.template, $patch: 'replace' } } });

/** Whether the revision holds the owner's present template. */
export const isCurrent = (revision: ControllerRevision, owner: Templated): boolean =>
  sameValue(revision.data, dataOf(owner));

/** A revision of the owner's present template; `label` carries the hash. */
export function makeRevision(
  owner: Templated,
  kind: KindRef,
  label: string,
  known: readonly ControllerRevision[],
): ControllerRevision {
  const { collisionCount } = owner.status ?? {};
  const stateful = kind.kind === 'StatefulSet';
  const hash = stateful
    ? hashRevisionData(dataOf(owner), collisionCount ?? 0)
    : computeHash(owner.spec.template, collisionCount);
  return {
    ...kinds.ControllerRevision,
    metadata: {
      name: `${owner.metadata.name}-${hash}`,
      namespace: owner.metadata.namespace,
      labels: { ...owner.spec.template.metadata?.labels, [label]: hash },
      annotations: owner.metadata.annotations,
      ownerReferences: [controllerReference(owner, kind)],
    },
    data: dataOf(owner),
    revision: latestRevision(known) + 1,
  };
}

export const latestRevision = (revisions: readonly ControllerRevision[]): number =>
  Math.max(0, ...revisions.map(({ revision }) => revision));
