// Inside the enclosure: brings the platform up with MetalLB and hello, asks for a first answer, and stays until it is ended.
import { parseArgs } from 'node:util';
import { until } from './platform/control-plane.mjs';
import { applyAll } from './platform/objects.mjs';
import { planOf, startPlatform } from './platform/platform.mjs';
import { inside, run } from './platform/shell.mjs';
import { installMetallb } from './platform/systems.mjs';
import { usage } from './platform/usage.mjs';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '3' },
    cni: { type: 'string', default: 'routes' },
    proxy: { type: 'string', default: 'iptables' },
    once: { type: 'boolean', default: false },
  },
});

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

const metallb = (kind, name, spec) => ({
  apiVersion: 'metallb.io/v1beta1',
  kind,
  metadata: { name, namespace: 'metallb-system' },
  spec,
});

const hello = [
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'hello', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'hello' } },
      template: {
        metadata: { labels: { app: 'hello' } },
        spec: { containers: [{ name: 'hello', image: 'hello', ports: [{ containerPort: 8080 }] }] },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'hello', namespace: 'default' },
    spec: { type: 'LoadBalancer', selector: { app: 'hello' }, ports: [{ port: 80, targetPort: 8080 }] },
  },
];

async function main() {
  const started = Date.now();
  const platform = await startPlatform(planOf({ ...values, nodes: Number(values.nodes) }));
  const { api } = platform;
  console.log(`control plane after ${seconds(started)}`);
  await installMetallb(api);
  await applyAll(api, [
    metallb('IPAddressPool', 'lan', { addresses: ['192.168.88.240-192.168.88.250'] }),
    metallb('L2Advertisement', 'lan', { ipAddressPools: ['lan'] }),
    ...hello,
  ]);
  const answer = await until('an answer', async () => {
    const asked = await run(inside('desk', 'curl', '-s', '-m', '1', 'http://192.168.88.240/'));
    return asked.code === 0 && asked.stdout;
  });
  console.log(`first answer after ${seconds(started)}: ${answer.trim()}`);
  console.log(usage());
  console.log(
    `look around:\n  nsenter -t $(pgrep -P $(pgrep -P ${process.env.ENCLOSED_BY})) -m -p -n bash\n  export KUBECONFIG=${platform.access.kubeconfig}`,
  );
  if (values.once) return;
  await new Promise(() => setInterval(() => undefined, 1 << 30));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error.stack);
    process.exit(2);
  },
);
