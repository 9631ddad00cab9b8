import type { LabCore } from '../../lab/lab-core.ts';
import type { Component } from '../component.ts';
import type { ComposedLabParts } from '../compose.ts';
import { nameSteps } from './name-steps.ts';
import { dhcpSteps } from './network-steps.ts';
import { nodeSteps } from './node-steps.ts';
import { orderSteps } from './order-steps.ts';
import { changesDelivery, fileSteps, layoutSteps } from './repository-steps.ts';
import type { MigrationStep } from './step.ts';
import { unitSteps } from './unit-steps.ts';
import type { RunningNodes } from './upgrade-steps.ts';

/** How long people and what is outside the cluster take, in seconds. */
export interface MigrationTimes {
  /** Until a lease of the DHCP server is over. */
  readonly lease: number;
  /** Until clients follow a record that has moved. */
  readonly names: number;
}

/** What a lab is made of on both sides. */
export interface MigrationParts<Lab> {
  readonly from: ComposedLabParts<Lab>;
  readonly to: ComposedLabParts<Lab>;
}

/**
 * The steps from one lab to another, in an order in which each finds what it needs: what people do outside, what comes, changes and goes in
 * the cluster, and what systems do to spare clients an outage. Pure.
 */
export function planMigration<Lab extends LabCore>(
  sides: MigrationParts<Lab>,
  components: readonly Component<Lab>[],
  times: MigrationTimes,
): readonly MigrationStep[] {
  const { planned: from } = sides.from;
  const { planned: to } = sides.to;
  const dhcp = dhcpSteps(from, to, times);
  const names = nameSteps(from.plan, to.plan, times.names);
  const nodes = nodeSteps(runningOf(sides.from), runningOf(sides.to));
  const units = changesDelivery(sides) ? { coming: [], going: [] } : unitSteps(sides, components);
  return orderSteps([
    ...dhcp.first,
    ...fileSteps(sides),
    ...nodes.join,
    ...layoutSteps(sides),
    ...units.coming,
    ...names.move,
    ...units.going,
    ...names.drop,
    ...nodes.leave,
    ...dhcp.last,
  ]);
}

const runningOf = <Lab extends LabCore>({ planned, roles }: ComposedLabParts<Lab>): RunningNodes => ({
  nodes: planned.lab.nodes,
  releases: roles.distribution.releases ?? [],
});
