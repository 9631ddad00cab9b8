import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../cluster/embedded/index.ts';
import type { Snapshot } from '../cluster/snapshot/format.ts';
import { type Finding, notKnown } from '../core/finding.ts';
import { seededRuntime } from '../core/runtime.ts';
import type { UnknownObject } from '../kube/object.ts';
import { kinds, type Service } from '../kube/types.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';
import { platformControllers } from './bring-up.ts';
import { createCharts } from './charts.ts';
import { newestSign } from './newest-sign.ts';
import { nothing, type Subject } from './subject.ts';

/** A platform that goes on from what was there in another cluster. */
export interface AdoptedPlatform {
  readonly embedded: EmbeddedCluster;
  /** Stands for the files that nobody has: of the cluster alone. */
  readonly subject: Subject;
  /** What is not known of it. */
  readonly findings: readonly Finding[];
}

/** Virtual seconds in which controllers that have just been started see to what is there. */
const settling = 60;

/**
 * Continues a snapshot in the embedded cluster, from the time at which it was taken: its objects with their status, and controllers that have
 * just been started. What delivers and what keeps certificates stands still: no files are there, and no values of Secrets.
 */
export async function adoptPlatform({ head, objects }: Snapshot, path: string): Promise<AdoptedPlatform> {
  const startTime = newestSign(objects);
  const runtime = seededRuntime({ start: startTime });
  const embedded = createEmbeddedCluster({
    ...{ runtime, startTime, kubernetesVersion: head.kubernetesVersion },
    ...serviceNetworks(objects),
  });
  const { leftOut } = embedded.adopt(objects);
  const name = head.context || 'snapshot';
  const subject: Subject = {
    ...nothing,
    ...{ name, path, folder: path, nodes: [], tree: new Map(), findings: [], usable: true, charts: createCharts() },
  };
  embedded.addWebhooks(
    systems.flatMap((system: System) => system.webhooks ?? []),
    'by-objects',
  );
  const input = { runtime, startTime, installed: 'by-objects', fetchSource: () => undefined } as const;
  const acting = (await platformControllers(input)).filter(({ id }) => !standsStill.has(id.split('/')[0] ?? ''));
  embedded.addControllers(acting);
  await embedded.run({ limitSeconds: settling });
  const unserved = [...leftOut].map(([kind, count]) =>
    notKnown({
      code: 'kind-not-served',
      message: `${count} objects of ${kind} were left out: its definition is not in the snapshot`,
      why: 'an API server keeps objects of kinds that it serves alone',
      knownBy: 'a snapshot that holds the definition',
    }),
  );
  return { embedded, subject, findings: [...missingKinds({ head }), ...unserved] };
}

/** What a snapshot could not read, as findings. */
export const missingKinds = ({ head }: Pick<Snapshot, 'head'>): readonly Finding[] =>
  head.missing.map(({ resource, reason }) =>
    notKnown({
      code: 'snapshot-lacks',
      message: `the snapshot holds no ${resource}: ${reason}`,
      why: 'what hangs on it is taken as if there were none',
      knownBy: 'a snapshot by somebody who may read them: `gatehouse rbac` prints the rights',
    }),
  );

/** Systems that deliver or keep certificates. */
const standsStill: ReadonlySet<string> = new Set(
  systems.filter((system: System) => system.appliers || system.keptCertificates).map(({ id }) => id),
);

/** The networks of Services, as the cluster says them; else those around the address of the API in it. */
function serviceNetworks(objects: readonly UnknownObject[]): { readonly serviceCidrs?: readonly string[] } {
  const told = objects.find(({ kind, metadata }) => kind === 'ServiceCIDR' && metadata.name === 'kubernetes');
  const { cidrs } = (told?.spec ?? {}) as { readonly cidrs?: readonly string[] };
  if (cidrs && cidrs.length > 0) return { serviceCidrs: cidrs };
  const api = objects.find(
    ({ kind, metadata }) =>
      kind === kinds.Service.kind && metadata.name === 'kubernetes' && metadata.namespace === 'default',
  ) as Service | undefined;
  const [first, second] = /^(\d+)\.(\d+)\./.exec(api?.spec.clusterIP ?? '')?.slice(1) ?? [];
  return first === undefined ? {} : { serviceCidrs: [`${first}.${second}.0.0/16`] };
}
