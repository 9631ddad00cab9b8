import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import type { FileTree } from '../../core/file-tree.ts';
import { kinds } from '../../kube/types.ts';
import { systems } from '../../systems/index.ts';
import type { System } from '../../systems/system.ts';
import { artifactOf } from '../artifact.ts';
import { createPlatformCluster, proofRuntime } from '../bring-up.ts';
import { loadSubject } from '../load-subject.ts';
import type { LiveOptions } from './up-live.ts';

/** A lab whose platform delivers itself. */
export const example = 'examples/k3s-homelab';
const token = { CLOUDFLARE_API_TOKEN: 'secret-value' };

/** A cluster as its owner would have it after `flux install`: nodes of the lab, nothing of the platform. */
export async function freshCluster(tree?: FileTree): Promise<EmbeddedCluster> {
  const subject = await loadSubject(example);
  const embedded = await createPlatformCluster({
    lab: subject.lab,
    ...proofRuntime(),
    installed: 'by-objects',
    fetchSource: (_, branch) => artifactOf(tree ?? subject.tree, branch),
  });
  for (const namespace of new Set(controllers.map((each) => each.namespace)))
    await embedded.cluster.create({ ...kinds.Namespace, metadata: { name: namespace } });
  return embedded;
}

/** What is looked for of whatever delivers. */
const controllers = systems
  .flatMap((system: System) => system.delivers?.controllers ?? [])
  .map((each) => ({ namespace: each.split('/')[0] ?? '', name: each.split('/')[1] ?? '' }));

/** What `flux install` leaves, as far as it is looked at. */
export async function installFlux({ cluster }: EmbeddedCluster): Promise<void> {
  for (const { namespace, name } of controllers) {
    const labels = { app: name };
    await cluster.create({
      ...kinds.Deployment,
      metadata: { name, namespace },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'manager', image: 'ghcr.io/fluxcd/controller:v1.0.0' }] },
        },
      },
    } as never);
  }
}

/** What a run on a cluster in virtual time is told. */
export const liveOptions = (embedded: EmbeddedCluster, more: Partial<LiveOptions> = {}): LiveOptions => ({
  context: 'home',
  named: ['--context=home'],
  real: embedded.cluster,
  sources: { env: token, files: new Map() },
  dryRun: false,
  timeout: 1800,
  onProgress: () => undefined,
  signal: new AbortController().signal,
  verify: async () => ({ rows: [], notCompared: ['https://hello.home.example.org/: nobody asks here'] }),
  // The clock is virtual: longer steps end in the same state.
  wait: async () => {
    await embedded.run({ limitSeconds: 20 });
  },
  ...more,
});

/** A cluster to which nothing is missing but the platform. */
export async function withFlux(): Promise<EmbeddedCluster> {
  const embedded = await freshCluster();
  await installFlux(embedded);
  return embedded;
}
