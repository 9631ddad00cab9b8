// A test of somebody's controller or chart against a Kubernetes that needs no cluster: it starts in this process and ends with the block.
import { startCluster } from 'gatehouse/cluster';

await using cluster = await startCluster({ clock: 'virtual', nodes: 3 });

const labels = { app: 'hello' };
await cluster.client.create({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'hello', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'app', image: 'traefik/whoami:v1.11', ports: [{ containerPort: 80 }] }] },
    },
  },
});

const pods = { apiVersion: 'v1', kind: 'Pod' };
const running = async (): Promise<number> =>
  (await cluster.client.list(pods, { fieldSelector: 'status.phase=Running' })).length;
await cluster.until(async () => (await running()) === 2, 60);

// Any client can look at it, too: cluster.url, cluster.token, cluster.ca, or cluster.kubeconfig for kubectl and helm.
console.log(`${await running()} pods run at ${new URL(cluster.url).hostname}`);
