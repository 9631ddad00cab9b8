// In-process benchmarks: `node scripts/run.mjs scripts/bench.ts OUT.json` writes medians as data.
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { parseAllDocuments } from 'yaml';
import { defaultAnswers, printLab } from '../src/app/init-lab.ts';
import { createEmbeddedCluster } from '../src/cluster/embedded/index.ts';
import { readSnapshot, snapshotLines } from '../src/cluster/snapshot/read-snapshot.ts';
import { composeRepository } from '../src/compose/compose.ts';
import { seededRuntime } from '../src/core/runtime.ts';
import type { UnknownObject } from '../src/kube/object.ts';
import type { Service } from '../src/kube/types.ts';
import { readDocuments } from '../src/kube/yaml-read.ts';
import { createIdentity } from '../src/sops/age.ts';
import { encryptText } from '../src/sops/formats.ts';
import { components } from '../src/systems/components.ts';
import { parseLabFile } from '../src/systems/lab-file.ts';
import { AddressBook } from '../src/systems/metallb/allocation/address-book.ts';
import { readPools } from '../src/systems/metallb/allocation/pools.ts';
import { convergeAll } from '../src/systems/metallb/allocation/services.ts';
import { decide } from '../src/systems/traefik/decision/decide.ts';
import { headersOf } from '../src/systems/traefik/decision/request.ts';
import { buildConfiguration } from '../src/systems/traefik/model/build-configuration.ts';
import { readStaticConfiguration } from '../src/systems/traefik/model/static-configuration.ts';
import { indexObjects } from '../src/systems/traefik/read-objects.ts';

const count = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));

const apps = count(
  200,
  (i) => `  - { name: app-${i}, image: 'x/y:1', port: 8080, hosts: [app-${i}.${defaultAnswers.domain}] }`,
);
const { lab, plan } = await parseLabFile(`${printLab(defaultAnswers)}${apps.join('\n')}\n`, 'lab.yaml');
if (!lab || !plan) throw new Error('the benchmark lab is not valid');
const text = [...composeRepository({ lab, plan }, components).tree]
  .flatMap(([path, content]) => (path.endsWith('.yaml') ? content : []))
  .join('---\n');

const services = count(
  10_000,
  (i): Service =>
    ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `s${i}`, namespace: `n${i % 50}` },
      spec: {
        type: 'LoadBalancer',
        clusterIPs: ['10.43.0.1'],
        clusterIP: '10.43.0.1',
        ports: [{ port: 80, protocol: 'TCP' }],
      },
    }) as Service,
);
const pool = {
  apiVersion: 'metallb.io/v1beta1',
  kind: 'IPAddressPool',
  metadata: { name: 'p', namespace: 'metallb-system' },
  spec: { addresses: ['10.0.0.0/16'] },
};
const reading = readPools([pool], []);
if ('error' in reading) throw new Error(reading.error);

const routes = count(
  1000,
  (i): UnknownObject => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { name: `r${i}`, namespace: 'apps' },
    spec: {
      entryPoints: ['web'],
      routes: [
        {
          kind: 'Rule',
          match: `Host(\`h${i}.example.org\`) && PathPrefix(\`/p\`)`,
          services: [{ name: 'hello', port: 80 }],
        },
      ],
    },
  }),
);
const hello: UnknownObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'hello', namespace: 'apps' },
    spec: { type: 'ClusterIP', clusterIP: '10.43.0.9', ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'hello-1', namespace: 'apps', labels: { 'kubernetes.io/service-name': 'hello' } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080 }],
    endpoints: [{ addresses: ['10.42.0.1'], conditions: { ready: true, serving: true } }],
  },
];
const configuration = buildConfiguration(
  readStaticConfiguration(['--entryPoints.web.address=:8000', '--providers.kubernetescrd']),
  indexObjects([...routes, ...hello]),
);
const headers = headersOf([]);
const ask = (i: number) =>
  decide(configuration, {
    entryPoint: 'web',
    method: 'GET',
    host: `h${i % 1000}.example.org`,
    target: '/p/x',
    headers,
    remoteAddress: '10.0.0.9',
    tls: false,
  });
if (!ask(7).outcome.allowed) throw new Error('the benchmark route does not match');

const configMaps = count(10_000, (i) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `c${i}`, namespace: 'default' },
  data: { a: 'b' },
}));

const sealing = {
  recipients: [(await createIdentity()).recipient],
  selection: { encrypted_regex: '^(data|stringData)$' },
  now: 0,
};
const secrets = count(
  1000,
  (i) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s${i}\n  namespace: apps\nstringData:\n  token: t${i}\n`,
);

// As large as objects of a real cluster are: about 1 KiB.
const snapshotFile = join(tmpdir(), `gatehouse-bench-${process.pid}.snapshot`);
const many = count(50_000, (i) => ({
  ...routes[i % routes.length]!,
  status: {
    conditions: count(6, (j) => ({ type: `C${j}`, status: 'True', message: 'the object is as it should be' })),
  },
}));
const head = {
  kind: 'GatehouseSnapshot',
  schemaVersion: 1,
  context: '',
  kubernetesVersion: '',
  objects: many.length,
  missing: [],
} as const;
writeFileSync(snapshotFile, [...snapshotLines({ head, objects: many })].join(''));

const wanted = new Map<string, string>([
  ['compose a lab of 200 apps', ''],
  ['allocate addresses for 10,000 services', '1000 ms'],
  ['100,000 route decisions over 1,000 routers', '1000 ms'],
  ['create 10,000 objects in the embedded cluster, in process', ''],
  ['read the repository of 200 apps (YAML)', ''],
  ['the same by the `yaml` package (for comparison)', ''],
  ['encrypt 1,000 Secrets for one age recipient', '2000 ms'],
  ['load a snapshot of 50,000 objects', '2000 ms'],
]);
const bench = new Bench({ iterations: 8, time: 0, warmupIterations: 2, warmupTime: 0 });
const names = [...wanted.keys()] as [string, string, string, string, string, string, string, string];
bench
  .add(names[0], () => void composeRepository({ lab, plan }, components))
  .add(names[1], () => {
    const book = new AddressBook();
    book.setPools(reading.pools);
    const results = convergeAll(book, services, '');
    if (!results.every(({ convergence }) => convergence.ok)) throw new Error('not every service got an address');
  })
  .add(names[2], () => {
    for (let i = 0; i < 100_000; i++) ask(i);
  })
  .add(names[3], async () => {
    const { cluster, stop } = createEmbeddedCluster({ runtime: seededRuntime() });
    for (const each of configMaps) await cluster.create(each);
    await stop();
  })
  .add(names[4], () => void readDocuments(text, 'all.yaml'))
  .add(names[5], () => void parseAllDocuments(text).map((document) => document.toJS()))
  .add(names[6], async () => {
    for (const secret of secrets) await encryptText('a.yaml', secret, sealing);
  })
  .add(names[7], async () => void (await readSnapshot(snapshotFile)));
await bench.run();
rmSync(snapshotFile);
const rows = bench.tasks.map((task) => {
  if (task.result.state !== 'completed') throw new Error(`${task.name}: ${task.result.state}`);
  return { name: task.name, ms: task.result.latency.p50, limit: wanted.get(task.name) ?? '' };
});
const [, , out] = process.argv;
if (out) writeFileSync(out, JSON.stringify(rows));
else for (const { name, ms } of rows) process.stdout.write(`${ms.toFixed(1).padStart(10)} ms  ${name}\n`);
