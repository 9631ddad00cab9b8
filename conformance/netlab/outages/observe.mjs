// Inside the enclosure: nodes, cables and speakers die under clients.
import { setTimeout as sleep } from 'node:timers/promises';
import { answering, nodesByCable } from '../elections/observe.mjs';
import { until } from '../platform/control-plane.mjs';
import { setCable } from '../platform/network.mjs';
import { kill, killNode, processesIn, reviveNode } from '../platform/nodes.mjs';
import { applyAll } from '../platform/objects.mjs';
import { inside, run } from '../platform/shell.mjs';
import { installMetallb } from '../platform/systems.mjs';
import { watchFault } from './faults.mjs';

const metallb = (kind, spec) => ({
  apiVersion: 'metallb.io/v1beta1',
  kind,
  metadata: { name: 'lan', namespace: 'metallb-system' },
  spec,
});

const template = (app, spec = {}) => ({
  metadata: { labels: { app } },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'hello', image: 'hello', ports: [{ containerPort: 8080 }] }],
    ...spec,
  },
});

const everywhere = (app) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: app, namespace: 'default' },
  spec: { selector: { matchLabels: { app } }, template: template(app) },
});

/** One replica, at first on the node that is going to die. */
const single = (app, node) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: app, namespace: 'default' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app } },
    template: template(app, {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              preference: { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
            },
          ],
        },
      },
    }),
  },
});

const service = (name, app, policy, address) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default', annotations: { 'metallb.io/loadBalancerIPs': address } },
  spec: {
    type: 'LoadBalancer',
    externalTrafficPolicy: policy,
    selector: { app },
    ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
  },
});

const COUNT = 16;

const addressOf = (index) => `192.168.88.${230 + index}`;

/** Name of the Services by number: the first nodes take over from each other in another order for each address. */
const serviceOf = (i) => `${i < 8 ? 'local' : i < 12 ? 'cluster' : 'single'}-${i}`;

/** Node that answers who has the address of each Service. */
async function announcers({ nodes }) {
  const cables = await nodesByCable({ nodes });
  const found = Array.from({ length: COUNT }, async (_, i) => [
    serviceOf(i),
    (await answering(addressOf(i), cables))[0],
  ]);
  return Object.fromEntries(await Promise.all(found));
}

async function prepare({ api }, dying) {
  await installMetallb(api);
  const services = Array.from({ length: COUNT }, (_, i) =>
    service(serviceOf(i), i < 12 ? 'many' : 'one', i < 8 ? 'Local' : 'Cluster', addressOf(i)),
  );
  await applyAll(api, [
    metallb('IPAddressPool', { addresses: [`${addressOf(0)}-${addressOf(COUNT - 1)}`] }),
    metallb('L2Advertisement', {}),
    everywhere('many'),
    single('one', dying),
    ...services,
  ]);
  await answersEverywhere();
  await sleep(5000);
}

const answersEverywhere = () =>
  until(
    'an answer at every address',
    async () => {
      const asked = Array.from({ length: COUNT }, (_, i) =>
        run(inside('desk', 'curl', '-sf', '-m', '2', addressOf(i))),
      );
      return (await Promise.all(asked)).every(({ code }) => code === 0);
    },
    180_000,
  );

/** An address whose announcer is, or is not, that node. */
function pick(nodes, prefix, node, own) {
  const found = Object.entries(nodes).find(([name, at]) => name.startsWith(prefix) && (at === node) === own);
  if (!found) throw new Error(`no ${prefix} address ${own ? '' : 'not '}announced by ${node}`);
  return addressOf(Number(found[0].split('-')[1]));
}

async function speakersReady(api, count) {
  await until(
    'all speakers',
    async () => {
      const { status } = await api.get('/apis/apps/v1/namespaces/metallb-system/daemonsets/speaker');
      return status.numberReady === count;
    },
    180_000,
  );
  await sleep(8000);
}

/** Speaker processes of a node. */
async function speakerOf({ space }) {
  const ids = processesIn([space]).join(',');
  const { stdout } = await run(['ps', '-o', 'pid=,args=', '-p', ids]);
  return stdout
    .split('\n')
    .flatMap((line) => (/^\s*(\d+)\s+\/program --port=9120/.exec(line) ? [Number.parseInt(line, 10)] : []));
}

/** Plays the faults; returns what was seen of each. */
export async function observeOutages(platform, { log }) {
  const { api, plan } = platform;
  const [first, second, third] = plan.nodes;
  await prepare(platform, first.name);
  const played = [];
  const keep = (fault, seen) => {
    played.push({ fault, seen });
    log(`${fault}: ${JSON.stringify(seen)}`);
  };
  let nodes = await announcers(plan);
  keep(
    'speaker killed',
    await watchFault({ local: pick(nodes, 'local', third.name, true) }, async () => kill(await speakerOf(third)), 20),
  );
  await speakersReady(api, 3);
  nodes = await announcers(plan);
  keep(
    'cable pulled',
    await watchFault(
      { local: pick(nodes, 'local', second.name, true) },
      async () => setCable(second.space, 'down'),
      30,
    ),
  );
  setCable(second.space, 'up');
  await speakersReady(api, 3);
  await answersEverywhere();
  nodes = await announcers(plan);
  const addresses = {
    local: pick(nodes, 'local', first.name, true),
    cluster: pick(nodes, 'cluster', first.name, false),
    single: pick(nodes, 'single', first.name, false),
  };
  keep('node dead', await watchFault(addresses, async () => killNode(first), 400));
  reviveNode(platform, first);
  await speakersReady(api, 3);
  await answersEverywhere();
  nodes = await announcers(plan);
  keep(
    'node dead again',
    await watchFault({ local: pick(nodes, 'local', second.name, true) }, async () => killNode(second), 30),
  );
  return played;
}
