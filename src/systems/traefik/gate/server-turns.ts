import type { StreamPlan, StreamServer } from '../streams/stream-configuration.ts';

/**
 * Whose turn it is among the servers of a plan: by weight, one after the other.
 * Upstream: pkg/tcp/wrr_load_balancer.go, pkg/udp/wrr_load_balancer.go, which shuffle them first.
 */
export class ServerTurns {
  private readonly turns = new Map<string, { index: number; weight: number }>();

  /** The next server; undefined where there is none: a child without servers takes its turns all the same. */
  next({ name, servers, children }: StreamPlan): StreamServer | undefined {
    if (children.length === 0)
      return servers[
        this.turn(
          name,
          servers.map(() => 1),
        )
      ];
    const chosen =
      children[
        this.turn(
          name,
          children.map(({ weight }) => weight),
        )
      ];
    return chosen && this.next(chosen.plan);
  }

  private turn(name: string, weights: readonly number[]): number {
    const heaviest = Math.max(0, ...weights);
    if (heaviest === 0) return -1;
    const step = weights.reduce(greatestDivisor);
    const turn = this.turns.get(name) ?? { index: -1, weight: 0 };
    this.turns.set(name, turn);
    for (;;) {
      turn.index = (turn.index + 1) % weights.length;
      if (turn.index === 0) turn.weight = turn.weight - step > 0 ? turn.weight - step : heaviest;
      if (weights[turn.index]! >= turn.weight) return turn.index;
    }
  }
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));
