import { createEmbeddedCluster } from '../../src/cluster/embedded/index.ts';
import { controlPlaneControllers } from '../../src/controlplane/controllers.ts';
import { realRuntime } from '../../src/core/runtime.ts';
import { nodeStage } from './node-stage.ts';

/** The embedded cluster on the real clock, for programs that bring a kubeconfig. */
export interface ServedEmbedded {
  readonly kubeconfig: string;
  readonly server: string;
  readonly ca: string;
  readonly token: string;
  readonly stop: () => Promise<void>;
}

/** On the real clock nobody wants to wait for what is only played. */
const times = {
  imagePull: 0,
  containerStart: 0,
  appStart: 0,
  runToCompletion: 0,
  termination: 0,
  volumeProvision: 0,
  volumeAttach: 0,
};

const SERVICE_RANGE = '10.96.0.0/16';

/** `controllers: false` leaves all work to programs from outside. */
export async function startServed({ controllers }: { readonly controllers: boolean }): Promise<ServedEmbedded> {
  const embedded = createEmbeddedCluster({ runtime: realRuntime(), serviceCidrs: [SERVICE_RANGE] });
  if (controllers) embedded.addControllers([...controlPlaneControllers({ times }), nodeStage()]);
  const { kubeconfig, url, ca, token } = await embedded.serve({});
  embedded.start();
  return { kubeconfig, server: url, ca, token, stop: () => embedded.stop() };
}
