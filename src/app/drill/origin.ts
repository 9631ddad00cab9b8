import type { Controller } from '../../cluster/controller.ts';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { seededRuntime } from '../../core/runtime.ts';
import { systems } from '../../systems/index.ts';
import type { System } from '../../systems/system.ts';
import { artifactOf } from '../artifact.ts';
import { type PlatformInput, platformControllers } from '../bring-up.ts';
import type { Subject } from '../load-subject.ts';

/** A platform that has come up, of which copies are made. */
export interface Origin {
  readonly embedded: EmbeddedCluster;
  readonly subject: Subject;
}

/** How a copy lives on. */
export interface CopyOptions {
  /** Values of named assumptions that differ from their defaults. */
  readonly assumptions: Readonly<Record<string, number>>;
  /** What delivers and what keeps certificates acts too; left out, only what decides in the first hours after a fault does. */
  readonly whole?: boolean;
  /** No source can be fetched any more. */
  readonly sourcesLost?: boolean;
}

/** A copy of a platform, and its controllers. */
export interface PlatformCopy {
  readonly embedded: EmbeddedCluster;
  /** Nobody can write to the API any more: whoever needs it stands still. */
  readonly loseControlPlane: () => void;
}

/** Chance in copies is another than where they come from, so that no two objects have one identity. */
const seed = 20_201;

/** Makes a copy that lives on by itself, with controllers that have just been started. */
export async function copyPlatform({ embedded: origin, subject }: Origin, options: CopyOptions): Promise<PlatformCopy> {
  const runtime = seededRuntime({ start: origin.now(), seed });
  const embedded = origin.fork(runtime);
  const input: PlatformInput = {
    ...{ lab: subject.lab, nodes: subject.nodes, runtime, startTime: origin.now(), installed: 'by-objects' },
    ...{ charts: subject.charts, assumptions: options.assumptions },
    fetchSource: (_, branch) => (options.sourcesLost ? undefined : artifactOf(subject.tree, branch)),
  };
  const wanted = (await platformControllers(input)).filter(({ id }) => options.whole || !idle.has(systemOf(id)));
  const others = embedded.addControllers(wanted.filter((controller) => !controller.actsAlone));
  embedded.addControllers(wanted.filter((controller) => controller.actsAlone));
  return { embedded, loseControlPlane: others };
}

const systemOf = (id: Controller['id']): string => id.split('/')[0] ?? '';

/** Systems that deliver or keep certificates: they look again after minutes or months, and change nothing that a fault has broken. */
const idle: ReadonlySet<string> = new Set(
  systems.filter((system: System) => system.appliers || system.keptCertificates).map(({ id }) => id),
);
