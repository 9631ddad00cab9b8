import type { Explanations } from '../check/rule.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { chartsByGroup } from '../systems/chart-groups.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';
import type { Wire } from './wire.ts';

const installed = 'by-objects';

/** What the systems know of objects of a cluster that was brought up from these files: the first that knows something speaks. */
export function explainBySystems(cluster: Cluster, wire: Wire, written: readonly SourcedObject[]): Explanations {
  const charts = systems.flatMap((system: System) => system.charts ?? []);
  const groups = remember(() => chartsByGroup(written.map(({ object }) => object)));
  return {
    address: (service) => wire.explain(service),
    pending: (service, said) =>
      firstOf(systems, (system) => system.explainPending?.(cluster, service, { installed, said })),
    unready: (object) =>
      firstOf(
        systems.filter(({ readiness = [] }) =>
          readiness.some(({ apiVersion, kind }) => object.apiVersion === apiVersion && object.kind === kind),
        ),
        (system) => system.explainUnready?.(cluster, object, { installed, charts }),
      ),
    chartOfGroup: async (group) => (await groups()).get(group),
  };
}

function remember<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function firstOf<T>(
  all: readonly System[],
  ask: (system: System) => Promise<T | undefined> | undefined,
): Promise<T | undefined> {
  for (const system of all) {
    const answer = await ask(system);
    if (answer) return answer;
  }
  return undefined;
}
