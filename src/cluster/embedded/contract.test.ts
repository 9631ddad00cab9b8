import { describeClusterContract } from '../../../test/cluster-contract.ts';
import { httpCluster } from '../../../test/http-cluster.ts';
import { realRuntime, seededRuntime } from '../../core/runtime.ts';
import { createEmbeddedCluster } from './index.ts';

describeClusterContract('the in-process client', async () => {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  return { cluster: embedded.cluster, close: embedded.stop };
});

describeClusterContract('the served API', async () => {
  const embedded = createEmbeddedCluster({ runtime: realRuntime() });
  const api = await embedded.serve();
  const cluster = httpCluster(api, embedded.now);
  const close = async () => {
    cluster.close();
    await embedded.stop();
  };
  return { cluster, close };
});
