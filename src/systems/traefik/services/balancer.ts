import type { Server } from '../model/dynamic-configuration.ts';
import type { ServicePlan } from './build-services.ts';

interface Entry {
  readonly name: string;
  deadline: number;
}

/**
 * Picks servers and children in turn by weight, earliest deadline first; the state outlives configurations with the same members.
 * Upstream shuffles the members first, so which one comes first is open there: here it is the first as listed.
 * Upstream: pkg/server/service/loadbalancer/wrr/wrr.go nextServer.
 */
export class Balancer {
  private readonly schedules = new Map<string, { readonly members: string; readonly entries: Entry[] }>();

  /** The child whose turn it is; undefined when none has a weight. */
  pickChild(
    name: string,
    children: readonly { readonly plan: ServicePlan; readonly weight: number }[],
  ): ServicePlan | undefined {
    const weighted = children.filter(({ weight }) => weight > 0);
    const index = this.next(
      name,
      weighted.map((child) => ({ name: child.plan.name, weight: child.weight })),
    );
    return weighted[index]?.plan;
  }

  /** The server whose turn it is; undefined when none takes new connections. */
  pickServer(name: string, servers: readonly Server[]): Server | undefined {
    const open = servers.filter(({ fenced, weight = 1 }) => !fenced && weight > 0);
    return open[
      this.next(
        name,
        open.map(({ url, weight = 1 }) => ({ name: url, weight })),
      )
    ];
  }

  private next(name: string, members: readonly { readonly name: string; readonly weight: number }[]): number {
    const key = members.map((member) => `${member.name}=${member.weight}`).join(' ');
    let schedule = this.schedules.get(name);
    if (schedule?.members !== key) {
      schedule = {
        members: key,
        entries: members.map((member) => ({ name: member.name, deadline: 1 / member.weight })),
      };
      this.schedules.set(name, schedule);
    }
    let first = -1;
    schedule.entries.forEach(({ deadline }, index) => {
      if (first < 0 || deadline < schedule.entries[first]!.deadline) first = index;
    });
    if (first >= 0) schedule.entries[first]!.deadline += 1 / members[first]!.weight;
    return first;
  }
}
