import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, clientVersions, missingClient, requireClient, startClient } from '../../../../test/clients.ts';
import { realRuntime } from '../../../core/runtime.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import type { EmbeddedCluster, ServedApi } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';

const widgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, kind: Widget, shortNames: [wd] }
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      additionalPrinterColumns:
        - { name: Size, type: integer, jsonPath: .spec.size }
        - { name: Age, type: date, jsonPath: .metadata.creationTimestamp }
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, required: [size], properties: { size: { type: integer, minimum: 1 }, tint: { type: string, default: red } } }
            status: { type: object, x-kubernetes-preserve-unknown-fields: true }
`;

const web = (replicas: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "nginx:1.29", ports: [{ containerPort: 80 }] }] }
`;

const versions = clientVersions.map((minor) => [minor, missingClient('kubectl', minor)] as const);
for (const [, reason] of versions) if (reason) console.info(reason);

describe.each(versions)('kubectl %s and helm of its time', (minor, skipped) => {
  describe.skipIf(skipped)('as clients', () => clients(minor));
});

function clients(minor: string): void {
  let embedded: EmbeddedCluster;
  let api: ServedApi;
  let folder: string;
  let kubectl: Client;
  let helm: Client;
  let server: Server;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-clients-'));
    embedded = createEmbeddedCluster({ runtime: realRuntime() });
    embedded.start();
    server = createServer((request, response) => response.end(`${request.method} ${request.url} from the stand-in`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    api = await embedded.serve({
      dialPod: async (pod, asked) =>
        pod.metadata.name === 'app' && asked === 80 ? { host: '127.0.0.1', port } : undefined,
    });
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } };
    await embedded.cluster.create(account);
    const KUBECONFIG = join(folder, 'kubeconfig');
    writeFileSync(KUBECONFIG, api.kubeconfig, { mode: 0o600 });
    env = { KUBECONFIG, HOME: folder };
    const command = requireClient('kubectl', env, minor);
    // Before 1.31 whatever begins with a brace was read as JSON alone.
    kubectl = (args, options = {}) => {
      const { input } = options;
      return command(args, { ...options, input: input?.startsWith('{') ? `---\n${input}` : input });
    };
    helm = requireClient('helm', env, minor);
  });

  afterAll(async () => {
    await embedded.stop();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const ok = async (line: string, input?: string): Promise<string> => {
    const { code, stdout, stderr } = await kubectl(line.split(' '), { input });
    expect(`${code} ${stderr}`).toBe('0 ');
    return stdout;
  };
  const cells = (table: string): string[][] =>
    table
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/));

  it('apply a List, as kubectl itself prints one, and the server checks every item', async () => {
    const item = (name: string, extra = '') =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}, data: {a: b}${extra}}`;
    const list = (...items: readonly string[]) => `{apiVersion: v1, kind: List, items: [${items.join(', ')}]}`;
    expect(await ok('apply -f -', list(item('list-a'), item('list-b')))).toBe(
      'configmap/list-a created\nconfigmap/list-b created\n',
    );
    const printed = await ok('get configmap list-a list-b -o yaml');
    expect(await ok('apply -f -', printed)).toBe('configmap/list-a configured\nconfigmap/list-b configured\n');
    const { code, stderr } = await kubectl(['apply', '-f', '-'], { input: list(item('list-c', ', extra: 1')) });
    expect(code).toBe(1);
    expect(stderr).toContain('unknown field "extra"');
  });

  it('learn what is served', async () => {
    // Old ones warn of the distance between the versions.
    expect((await kubectl(['version'])).stdout).toMatch(/Server Version: .*v1\.36\.3/);
    const resources = await ok('api-resources -o name');
    expect(resources.split('\n')).toEqual(
      expect.arrayContaining(['pods', 'deployments.apps', 'ingresses.networking.k8s.io']),
    );
    expect(await ok('api-versions')).toContain('apps/v1');
    expect(await ok('explain deployment.spec.strategy')).toContain('rollingUpdate');
  });

  it('create typed objects, which come in as protobuf', async () => {
    expect(await ok('create configmap typed --from-literal=a=1')).toBe('configmap/typed created\n');
    expect(await ok('create secret generic typed --from-literal=p=q')).toBe('secret/typed created\n');
    expect(await ok('create namespace typed')).toBe('namespace/typed created\n');
    expect(await ok('create serviceaccount typed')).toBe('serviceaccount/typed created\n');
    expect(await ok('create service loadbalancer typed --tcp=80:8080')).toBe('service/typed created\n');
    expect(await ok('create deployment typed --image=nginx --replicas=0')).toBe('deployment.apps/typed created\n');
    expect(await ok('create job typed --image=busybox')).toBe('job.batch/typed created\n');
    expect(await ok('create quota typed --hard=pods=3')).toBe('resourcequota/typed created\n');
    expect(await ok('create ingress typed --rule=a.example.com/*=typed:80')).toBe(
      'ingress.networking.k8s.io/typed created\n',
    );
    expect(await ok('create role typed --verb=get --resource=pods')).toBe(
      'role.rbac.authorization.k8s.io/typed created\n',
    );
    expect(await ok('get configmap typed -o jsonpath={.data.a}')).toBe('1');
    expect(await ok('get secret typed -o jsonpath={.data.p}')).toBe('cQ==');
    expect(await ok('get deployment typed -o jsonpath={.spec.replicas}')).toBe('0');
    expect(await ok('get resourcequota typed -o jsonpath={.spec.hard.pods}')).toBe('3');
    expect(await ok('get service typed -o jsonpath={.spec.ports[0].targetPort}')).toBe('8080');
  });

  it('print tables with the columns of the real server', async () => {
    const [head, row] = cells(await ok('get service typed -o wide'));
    expect(head).toEqual(['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE', 'SELECTOR']);
    expect(row?.slice(0, 2)).toEqual(['typed', 'LoadBalancer']);
    expect(row?.[3]).toBe('<pending>');
    expect(row?.[4]).toMatch(/^80:3\d{4}\/TCP$/);
    const [deploymentHead] = cells(await ok('get deployment typed -o wide'));
    expect(deploymentHead).toEqual([
      'NAME',
      'READY',
      'UP-TO-DATE',
      'AVAILABLE',
      'AGE',
      'CONTAINERS',
      'IMAGES',
      'SELECTOR',
    ]);
    expect(await ok('describe secret typed')).toContain('p:  1 bytes');
  });

  it('apply on the client’s side and find nothing to change the second time', async () => {
    expect(await ok('apply -f -', web(2))).toBe('deployment.apps/web created\n');
    expect(await ok('apply -f -', web(2))).toBe('deployment.apps/web unchanged\n');
    expect(await ok('apply -f -', web(3))).toBe('deployment.apps/web configured\n');
    expect((await kubectl(['diff', '-f', '-'], { input: web(3) })).code).toBe(0);
    expect((await kubectl(['diff', '-f', '-'], { input: web(4) })).code).toBe(1);
  });

  it('apply on the server’s side and run into other managers', async () => {
    expect(await ok('apply --server-side --field-manager=one -f -', widgets)).toContain('serverside-applied');
    const configMap = (value: string) =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: owned}, data: {a: "${value}"}}`;
    await ok('apply --server-side --field-manager=one -f -', configMap('1'));
    const refused = await kubectl(['apply', '--server-side', '--field-manager=two', '-f', '-'], {
      input: configMap('2'),
    });
    expect(refused.stderr).toContain('Apply failed with 1 conflict: conflict with "one": .data.a');
    await ok('apply --server-side --field-manager=two --force-conflicts -f -', configMap('2'));
    expect(await ok('get configmap owned -o jsonpath={.data.a}')).toBe('2');
  });

  it('use kinds that definitions add, with their columns, defaults and checks', async () => {
    await ok('wait --for=condition=Established crd/widgets.example.com --timeout=10m');
    await ok('apply -f -', '{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}, spec: {size: 3}}');
    expect(cells(await ok('get wd'))[1]?.slice(0, 2)).toEqual(['w', '3']);
    expect(await ok('get widget w -o jsonpath={.spec.tint}')).toBe('red');
    const refused = await kubectl(['patch', 'widget', 'w', '--type=merge', '-p', '{"spec":{"size":0}}']);
    expect(refused.stderr).toContain('spec.size in body should be greater than or equal to 1');
    const unknown = '{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}, spec: {size: 3, odd: 1}}';
    expect((await kubectl(['apply', '-f', '-'], { input: unknown })).stderr).toContain('unknown field "spec.odd"');
  });

  it('patch, label, annotate and scale', async () => {
    await ok('label deployment web tier=front');
    await ok('annotate deployment web note=yes');
    await ok('patch deployment web -p {"spec":{"minReadySeconds":5}}');
    await ok('patch deployment web --type=json -p [{"op":"replace","path":"/spec/revisionHistoryLimit","value":3}]');
    await ok('set image deployment/web web=nginx:1.30');
    await ok('scale deployment web --replicas=7');
    const fields =
      '{.metadata.labels.tier} {.metadata.annotations.note} {.spec.minReadySeconds} {.spec.revisionHistoryLimit} {.spec.template.spec.containers[0].image} {.spec.replicas} {.metadata.generation}';
    const { stdout } = await kubectl(['get', 'deployment', 'web', '-o', `jsonpath=${fields}`]);
    expect(stdout).toBe('front yes 5 3 nginx:1.30 7 6');
  });

  it('wait for a status and see the end of a rollout', async () => {
    const waiting = kubectl(['rollout', 'status', 'deployment/web', '--timeout=10m']);
    const done = { replicas: 7, updatedReplicas: 7, readyReplicas: 7, availableReplicas: 7, observedGeneration: 6 };
    await embedded.cluster.patch({ apiVersion: 'apps/v1', kind: 'Deployment' }, 'web', 'default', {
      type: 'merge',
      body: { status: done },
      subresource: 'status',
    });
    expect((await waiting).stdout).toContain('successfully rolled out');
  });

  it('watch changes as they come', async () => {
    let created: Promise<string> | undefined;
    const hear = (stdout: string) => {
      // What was there is told first: from then on it watches.
      if (stdout.includes('configmap/typed')) created ??= ok('create configmap later');
      return stdout.includes('configmap/later');
    };
    const { stdout } = await kubectl(['get', 'configmaps', '-w', '-o', 'name'], { hear });
    expect(await created).toContain('created');
    expect(stdout).toContain('configmap/later');
  });

  it('delete, and wait until it is gone', async () => {
    expect(await ok('delete configmap typed')).toContain('configmap "typed" deleted');
    expect((await kubectl(['get', 'configmap', 'typed'])).stderr).toContain('(NotFound): configmaps "typed" not found');
    expect(await ok('delete deployment web --cascade=background')).toContain('"web" deleted');
  });

  it('ask what they may do', async () => {
    expect(await ok('auth can-i delete pods')).toBe('yes\n');
    // 1.27 knows only the forms before v1, which the server of 1.36 no longer has.
    if (minor !== '1.27') {
      expect(await ok('auth whoami -o jsonpath={.status.userInfo.username}')).toBe('gatehouse-admin');
    }
    expect(await ok('create token typed')).toMatch(/^\S{20,}\n?$/);
  });

  it('are told what is wrong with what they send', async () => {
    const daemon = web(1)
      .replace('Deployment', 'DaemonSet')
      .replace(/replicas: 1/, 'updateStrategy: {rollingUpdate: {maxUnavailable: 0}}');
    const refused = await kubectl(['apply', '-f', '-'], { input: daemon });
    expect(refused.stderr).toContain(
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    );
    const typed = await kubectl(['apply', '-f', '-'], { input: web(1).replace('replicas: 1', 'replicas: many') });
    expect(typed.stderr).toContain(
      'cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
  });

  it('install a chart, find it installed, and uninstall it', async () => {
    const chart = join(folder, 'tiny');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: tiny\nversion: 0.1.0\n');
    const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {a: "1"}\n';
    writeFileSync(join(chart, 'templates', 'configmap.yaml'), template);
    const installed = await helm(['install', 'one', chart]);
    expect(`${installed.code} ${installed.stderr}`).toBe('0 ');
    expect((await helm(['list', '-q'])).stdout).toBe('one\n');
    expect(await ok('get configmap one -o jsonpath={.data.a}')).toBe('1');
    expect((await helm(['uninstall', 'one'])).code).toBe(0);
    expect((await kubectl(['get', 'configmap', 'one'])).code).toBe(1);
  });

  const runningPod = async () => {
    const spec = '{nodeName: n1, containers: [{name: app, image: nginx, ports: [{name: web, containerPort: 80}]}]}';
    await ok('apply -f -', `{apiVersion: v1, kind: Pod, metadata: {name: app, labels: {app: app}}, spec: ${spec}}`);
    const state = { running: {} };
    const containerStatuses = [{ name: 'app', ready: true, restartCount: 0, image: 'nginx', imageID: 'x', state }];
    const conditions = [{ type: 'Ready', status: 'True' }];
    const status = { phase: 'Running', podIP: '10.42.0.9', conditions, containerStatuses };
    const merge = { type: 'merge', body: { status } } as const;
    await embedded.cluster.patch(kinds.Pod, 'app', 'default', { ...merge, subresource: 'status' });
  };

  /** Starts a command and gives what it was asked to print first. */
  const started = (args: readonly string[], wanted: RegExp) =>
    new Promise<{ readonly match: RegExpExecArray; readonly child: ChildProcess }>((resolve, reject) => {
      const child = startClient('kubectl', args, env, minor);
      let printed = '';
      const look = (chunk: Buffer) => {
        printed += String(chunk);
        const match = wanted.exec(printed);
        if (match) resolve({ match, child });
      };
      child.stdout?.on('data', look);
      child.stderr?.on('data', look);
      child.once('exit', (code) => reject(new Error(`ended with ${code}: ${printed}`)));
    });

  it('forward ports to a pod, one connection after the other and several at once', async () => {
    await runningPod();
    const both = /127\.0\.0\.1:(\d+) -> 80[\s\S]*127\.0\.0\.1:(\d+) -> 81/;
    const { match, child } = await started(['port-forward', 'pod/app', ':80', ':81'], both);
    try {
      const get = async (path: string) => (await fetch(`http://127.0.0.1:${match[1]}${path}`)).text();
      expect(await get('/one')).toBe('GET /one from the stand-in');
      const many = ['/a', '/b', '/c', '/d', '/e'];
      expect(await Promise.all(many.map(get))).toEqual(many.map((path) => `GET ${path} from the stand-in`));
      const said = new Promise<string>((resolve) => child.stderr?.once('data', (chunk) => resolve(String(chunk))));
      await expect(fetch(`http://127.0.0.1:${match[2]}/`)).rejects.toThrow();
      expect(await said).toContain('no container of the pod declares port 81');
    } finally {
      child.kill();
    }
  });

  it('reach pods and services through the proxy', async () => {
    await runningPod();
    const spec = '{selector: {app: app}, ports: [{name: http, port: 8080, targetPort: web}]}';
    await ok('apply -f -', `{apiVersion: v1, kind: Service, metadata: {name: app}, spec: ${spec}}`);
    const targetRef = { kind: 'Pod', name: 'app', namespace: 'default' };
    const slice = {
      ...kinds.EndpointSlice,
      metadata: { name: 'app-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'app' } },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
      endpoints: [{ addresses: ['10.42.0.9'], conditions: { ready: true }, targetRef }],
    };
    await embedded.cluster.create(slice as KubeObject);
    const services = '/api/v1/namespaces/default/services';
    expect(await ok(`get --raw ${services}/app:8080/proxy/some/page?a=b`)).toBe('GET /some/page?a=b from the stand-in');
    expect(await ok(`get --raw ${services}/http:app:http/proxy/`)).toBe('GET / from the stand-in');
    expect(await ok('get --raw /api/v1/namespaces/default/pods/app/proxy/x')).toBe('GET /x from the stand-in');
    const refused = await kubectl(['get', '--raw', `${services}/app:81/proxy/`]);
    expect(refused.stderr).toContain('no service port 81 found for service "app"');
    const { match, child } = await started(['proxy', '--port=0'], /127\.0\.0\.1:(\d+)/);
    try {
      const answer = await fetch(`http://127.0.0.1:${match[1]}${services}/app:http/proxy/there`);
      expect(await answer.text()).toBe('GET /there from the stand-in');
    } finally {
      child.kill();
    }
  });

  it('are told in a line what a pod without a process cannot do', async () => {
    await runningPod();
    for (const line of ['exec app -- ls', 'attach app', 'cp app:/etc/hosts hosts', 'top pods']) {
      const { code, stderr } = await kubectl(line.split(' '));
      expect(code).toBeGreaterThan(0);
      expect(stderr.trim().split('\n').at(-1)).toMatch(
        /pods of the embedded cluster run none|Metrics API not available/,
      );
    }
    expect(await ok('logs app')).toContain('embedded pods print nothing');
  });

  it('add a container to look into a pod with', async () => {
    await runningPod();
    const { code } = await kubectl(['debug', 'app', '--image=busybox', '--container=look', '--attach=false']);
    expect(code).toBe(0);
    expect(await ok('get pod app -o jsonpath={.spec.ephemeralContainers[*].name}')).toContain('look');
  });

  it('apply a strategy without what the old one had', async () => {
    const strategy = (text: string) =>
      web(0)
        .replace('name: web, labels', 'name: strategy, labels')
        .replace('selector:', `strategy: ${text}\n  selector:`);
    await ok('apply -f -', strategy('{type: RollingUpdate, rollingUpdate: {maxSurge: 1}}'));
    expect(await ok('apply -f -', strategy('{type: Recreate}'))).toBe('deployment.apps/strategy configured\n');
    expect(await ok('get deployment strategy -o jsonpath={.spec.strategy}')).toBe('{"type":"Recreate"}');
    const budget = (label: string) =>
      `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: budget}, spec: {minAvailable: 1, selector: {matchLabels: {${label}: x}}}}`;
    await ok('apply -f -', budget('a'));
    await ok('apply -f -', budget('b'));
    expect(await ok('get pdb budget -o jsonpath={.spec.selector}')).toBe('{"matchLabels":{"b":"x"}}');
  });

  it('replace a pod by what was sent with another label', async () => {
    const spec =
      '{automountServiceAccountToken: false, serviceAccountName: default, containers: [{name: a, image: x}]}';
    const pod = (label: string) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: swapped, labels: {a: ${label}}}, spec: ${spec}}`;
    await ok('create -f -', pod('b'));
    expect(await ok('replace -f -', pod('c'))).toBe('pod/swapped replaced\n');
    expect(await ok('get pod swapped -o jsonpath={.metadata.labels.a}')).toBe('c');
  });

  it('find a cluster-wide object that came with a namespace', async () => {
    const metadata = '{name: wide, namespace: default}';
    const role = `{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: ${metadata}, rules: []}`;
    await ok('apply -f -', role);
    expect(await ok('get clusterrole wide -o name')).toBe('clusterrole.rbac.authorization.k8s.io/wide\n');
    expect(await ok('apply -f -', role)).toContain('unchanged');
  });

  it('are refused without the token', async () => {
    const { stderr } = await kubectl(['get', 'pods', '--token=wrong']);
    expect(stderr).toContain('Unauthorized');
  });

  it('see objects made in the process', async () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'inside', namespace: 'default' } };
    await embedded.cluster.create(object as KubeObject);
    expect(await ok('get configmap inside -o name')).toBe('configmap/inside\n');
  });
}
