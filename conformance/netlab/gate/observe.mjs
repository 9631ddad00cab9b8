// Inside the enclosure: what the real Traefik answers and which certificate it shows, for every way from a client to it.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { importTypeScript } from '../../real/typescript.mjs';
import { announcedBy, serviceFor, waysOf } from '../clients/observe.mjs';
import { until } from '../platform/control-plane.mjs';
import { outside } from '../platform/network.mjs';
import { applyAll, deleteAll } from '../platform/objects.mjs';
import { inside, run } from '../platform/shell.mjs';
import { installMetallb } from '../platform/systems.mjs';

const asker = fileURLToPath(new URL('ask.mjs', import.meta.url));
const crds = new URL('../../../src/systems/traefik/crds/41.3.0.json', import.meta.url);

const rights = [
  {
    apiGroups: [''],
    resources: ['services', 'secrets', 'nodes', 'namespaces', 'pods', 'configmaps'],
    verbs: ['get', 'list', 'watch'],
  },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingressclasses', 'ingresses'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['traefik.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
];

const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'gate' };

const account = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'gate', namespace: 'default' } },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'gate' }, rules: rights },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'gate' },
    roleRef: role,
    subjects: [{ kind: 'ServiceAccount', name: 'gate', namespace: 'default' }],
  },
];

const gateOn = ({ name }, args) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `gate-on-${name}`, namespace: 'default', labels: { app: `gate-on-${name}` } },
  spec: {
    nodeName: name,
    serviceAccountName: 'gate',
    hostNetwork: false,
    securityContext: { runAsUser: 65532 },
    containers: [{ name: 'traefik', image: 'traefik:v3', args, ports: [{ containerPort: 8443, name: 'websecure' }] }],
  },
});

const hello = ({ name }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'hello', namespace: 'default', labels: { app: 'hello' } },
  spec: { nodeName: name, containers: [{ name: 'hello', image: 'hello', ports: [{ containerPort: 8080 }] }] },
});

/** Statuses and certificates of all hosts at an address. */
async function answersAt(client, address, hosts) {
  const { stdout } = await run(inside(client, process.execPath, asker, address, ...hosts));
  return JSON.parse(stdout);
}

/** Secret of a certificate by its common name. */
const secretOf = {
  ...{ 'any.home.lan': 'any', 'lan.home.lan': 'lan', 'fallback.test': 'fallback' },
  ...{ 'a.home.lan': 'only', 'any.b.home.lan': 'deep', 'home.lan': 'bare' },
};

const told = (answers) =>
  answers.map(({ host, status, certificate }) => ({ host, status, certificate: secretOf[certificate] ?? certificate }));

/** A gate on each node, and every way to them; resolves when each that can be gone answers for `host`. */
async function openWays({ api, plan }, { gateArguments, objects, host }) {
  const gates = plan.nodes.map((node) => gateOn(node, gateArguments));
  const ways = waysOf(plan.nodes, gates);
  const services = ways.map((way, i) => serviceFor(way, i, { port: 443, targetPort: 'websecure', protocol: 'TCP' }));
  await installMetallb(api);
  await applyAll(api, [...JSON.parse(readFileSync(crds, 'utf8')), ...account, ...plan.nodes.flatMap(announcedBy)]);
  await applyAll(api, [...objects, hello(plan.nodes[0]), ...gates, ...services]);
  const reachable = ways.filter(({ policy, announcer, on }) => policy === 'Cluster' || announcer === on);
  await until(
    'an answer of every gate',
    async () => {
      const seen = await Promise.all(reachable.map(({ address }) => answersAt('desk', address, [host])));
      return seen.every(([{ status }]) => status !== null);
    },
    240_000,
  );
  return ways;
}

/** Asks every way from inside and outside for every host. */
export async function observeGate(platform) {
  const { gateArguments, gateObjects, hosts } = await importTypeScript('conformance/netlab/gate/objects.ts');
  const { plan } = platform;
  const ways = await openWays(platform, { gateArguments, objects: await gateObjects(), host: 'open.home.lan' });
  const played = [];
  for (const way of ways)
    for (const client of [plan.clients[0], { name: 'outside', address: outside.client }]) {
      const answers = await answersAt(client.name, way.address, [...hosts, 'deep.open.home.lan']);
      played.push({ cni: plan.cni, ...way, client: client.address, seen: told(answers) });
    }
  return played;
}

const SETTLE_LIMIT_MILLISECONDS = 40_000;

/** What all clients get, once the same is seen twice in a row; the gate is given time to read first. */
async function settledAnswers(clients, address, hosts) {
  const end = Date.now() + SETTLE_LIMIT_MILLISECONDS;
  let last;
  while (Date.now() < end) {
    await sleep(2500);
    const seen = await Promise.all(
      clients.map(async ({ name, address: from }) => ({
        client: from,
        seen: told(await answersAt(name, address, hosts)),
      })),
    );
    if (JSON.stringify(seen) === last) return seen;
    last = JSON.stringify(seen);
  }
  throw new Error('the gate never settled');
}

/** Plays random gates from number `first` on, each by a way of its own and for clients inside and outside. */
export async function observeRandomGates(platform, { first, count, log }) {
  const { gateArguments } = await importTypeScript('conformance/netlab/gate/objects.ts');
  const random = await importTypeScript('conformance/netlab/gate/lab.ts');
  const { api, plan } = platform;
  const objects = await random.sharedObjects();
  const ways = await openWays(platform, { gateArguments, objects, host: random.askedHosts[0] });
  const clients = [...plan.clients, { name: 'outside', address: outside.client }];
  const played = [];
  for (let number = first; number < first + count; number++) {
    const lab = random.randomGate(
      plan.nodes.map(({ name }) => name),
      number,
    );
    const isWay = ({ policy, announcer, on }) => policy === lab.policy && announcer === lab.announcer && on === lab.on;
    const { address } = ways.find(isWay);
    const own = random.objectsOfGate(lab);
    await applyAll(api, own);
    played.push({ cni: plan.cni, number, lab, seen: await settledAnswers(clients, address, [...random.askedHosts]) });
    await deleteAll(api, own);
    if (played.length % 10 === 0) log(`gates: ${played.length} labs`);
  }
  return played;
}
