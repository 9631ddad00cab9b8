import { createEmbeddedCluster } from '../../src/cluster/embedded/index.ts';
import { controlPlaneControllers } from '../../src/controlplane/controllers.ts';
import { seededRuntime } from '../../src/core/runtime.ts';
import { createNodes, type Target } from '../player/index.ts';
import { connect } from '../real/client.mjs';
import { nodeStage } from './node-stage.ts';

/** The embedded cluster as a target of the player: over HTTPS, in virtual time. */
export interface EmbeddedTarget extends Target {
  readonly close: () => Promise<void>;
}

const SERVICE_RANGE = '10.96.0.0/16';
const SETTLE_SECONDS = 1;

export async function startEmbedded(): Promise<EmbeddedTarget> {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime(), serviceCidrs: [SERVICE_RANGE] });
  embedded.addControllers([...controlPlaneControllers(), nodeStage()]);
  const api = await embedded.serve({});
  const client = connect({ server: api.url, ca: api.ca, token: api.token });
  const target: EmbeddedTarget = {
    send: client.send,
    stream: client.stream,
    until: async (until, limitSeconds) =>
      (await embedded.run({ until, limitSeconds })).reason === 'done' || (await until()),
    kubelet: (node, running) => switchPower(client.send, node, running),
    close: async () => {
      client.close();
      await embedded.stop();
    },
  };
  await embedded.run({ limitSeconds: SETTLE_SECONDS });
  await createNodes(target);
  return target;
}

/** The machine behind a node is switched off and on by an annotation. */
async function switchPower(send: Target['send'], node: string, running: boolean): Promise<void> {
  const body = JSON.stringify({ metadata: { annotations: { 'gatehouse.dev/power': running ? null : 'off' } } });
  const headers = { accept: 'application/json', 'content-type': 'application/merge-patch+json' };
  const answer = await send({ method: 'PATCH', path: `/api/v1/nodes/${node}`, headers, body });
  if (answer.status !== 200) throw new Error(`power of ${node}: ${answer.body}`);
}
