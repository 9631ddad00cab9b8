import { KindNotServed, type StatusError } from '../../cluster/status-error.ts';
import type { Finding } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { type ApplySet, groupKindOf } from '../../operate/apply/apply-set.ts';
import type { InventoryKeeper } from '../../operate/apply/inventory.ts';
import { isDefinition } from '../../operate/install/install-order.ts';
import type { InstallPlan } from '../../repo/install-plan.ts';
import type { Subject } from '../load-subject.ts';
import type { Bringing } from './bringing.ts';
import type { Helm } from './helm.ts';
import type { AppliedRow } from './live-report.ts';

/** A run of the direct engine: what its stages share. */
export interface DirectRun extends Bringing {
  readonly plan: InstallPlan;
  readonly set: ApplySet;
  readonly inventory: InventoryKeeper;
  /** There where the plan has releases. */
  readonly helm: Helm | undefined;
  /** When its time is over, in milliseconds on the cluster's clock. */
  readonly end: number;
  /** Whether an object was refused on trial for what the plan itself brings before it. */
  readonly isLater: (object: UnknownObject, refusal: StatusError) => boolean;
}

/** What a stage came to. */
export interface StageOutcome {
  readonly applied: readonly AppliedRow[];
  readonly findings: readonly Finding[];
  /** The objects of the stage as they were applied, each with its namespace. */
  readonly members: readonly UnknownObject[];
}

/** Where the inventory of a lab stands: in a namespace that every cluster has and no lab brings. */
export const setOf = ({ name }: Pick<Subject, 'name'>): ApplySet => ({
  name: `gatehouse-${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}`
    .slice(0, 63)
    .replace(/-$/, ''),
  namespace: 'kube-system',
  tool: 'gatehouse',
  toolVersion: 'v1',
});

/** Whether what was refused on trial needs a namespace or a definition that the plan brings first. */
export function laterIn(
  plan: InstallPlan,
  { releases, secrets }: Pick<Subject, 'releases' | 'secrets'>,
): DirectRun['isLater'] {
  const brought = [
    ...plan.steps.flatMap(({ objects }) => objects.map(({ object }) => object)),
    ...releases.flatMap(({ rendering }) => [...(rendering?.definitions ?? []), ...(rendering?.objects ?? [])]),
  ];
  const namespaces = new Set([
    ...brought.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
    ...secrets.map(({ namespace }) => namespace),
  ]);
  const kinds = new Set(brought.filter(isDefinition).map(definedKind));
  // What nobody can render may bring any kind.
  const open = releases.some(({ rendering }) => rendering === undefined || rendering.notKnown !== undefined);
  return (object, refusal) => {
    if (refusal instanceof KindNotServed) return open || kinds.has(groupKindOf(object));
    return refusal.status.code === 404 && namespaces.has(object.metadata.namespace ?? '');
  };
}

function definedKind({ spec }: UnknownObject): string {
  const { group, names } = spec as { readonly group: string; readonly names: { readonly kind: string } };
  return `${names.kind}.${group}`;
}
