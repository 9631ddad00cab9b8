import { describeClusterContract } from '../../../test/cluster-contract.ts';
import { liveClusterOf } from '../../../test/live-cluster.ts';
import { realRuntime, seededRuntime } from '../../core/runtime.ts';
import { createEmbeddedCluster } from './index.ts';

describeClusterContract('the in-process client', async () => {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  return { cluster: embedded.cluster, close: embedded.stop };
});

describeClusterContract('the live client of the served API', async () => {
  const embedded = createEmbeddedCluster({ runtime: realRuntime() });
  const api = await embedded.serve();
  const live = liveClusterOf(api);
  const close = async () => {
    await live.close();
    await embedded.stop();
  };
  return { cluster: live.cluster, close };
});
