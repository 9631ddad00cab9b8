import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/object.ts';
import { web, widgets, withEveryClient } from './test-clients.ts';

/** The cells of a table that kubectl prints. */
const cells = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(/ {2,}/));

withEveryClient((world, minor) => {
  it('apply a List, as kubectl itself prints one, and the server checks every item', async () => {
    const item = (name: string, extra = '') =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}, data: {a: b}${extra}}`;
    const list = (...items: readonly string[]) => `{apiVersion: v1, kind: List, items: [${items.join(', ')}]}`;
    expect(await world().ok('apply -f -', list(item('list-a'), item('list-b')))).toBe(
      'configmap/list-a created\nconfigmap/list-b created\n',
    );
    const printed = await world().ok('get configmap list-a list-b -o yaml');
    expect(await world().ok('apply -f -', printed)).toBe('configmap/list-a configured\nconfigmap/list-b configured\n');
    const { code, stderr } = await world().kubectl(['apply', '-f', '-'], { input: list(item('list-c', ', extra: 1')) });
    expect(code).toBe(1);
    expect(stderr).toContain('unknown field "extra"');
  });

  it('learn what is served', async () => {
    // Old ones warn of the distance between the versions.
    expect((await world().kubectl(['version'])).stdout).toMatch(/Server Version: .*v1\.36\.3/);
    const resources = await world().ok('api-resources -o name');
    expect(resources.split('\n')).toEqual(
      expect.arrayContaining(['pods', 'deployments.apps', 'ingresses.networking.k8s.io']),
    );
    expect(await world().ok('api-versions')).toContain('apps/v1');
    expect(await world().ok('explain deployment.spec.strategy')).toContain('rollingUpdate');
  });

  it('create typed objects, which come in as protobuf', async () => {
    expect(await world().ok('create configmap typed --from-literal=a=1')).toBe('configmap/typed created\n');
    expect(await world().ok('create secret generic typed --from-literal=p=q')).toBe('secret/typed created\n');
    expect(await world().ok('create namespace typed')).toBe('namespace/typed created\n');
    expect(await world().ok('create serviceaccount typed')).toBe('serviceaccount/typed created\n');
    expect(await world().ok('create service loadbalancer typed --tcp=80:8080')).toBe('service/typed created\n');
    expect(await world().ok('create deployment typed --image=nginx --replicas=0')).toBe(
      'deployment.apps/typed created\n',
    );
    expect(await world().ok('create job typed --image=busybox')).toBe('job.batch/typed created\n');
    expect(await world().ok('create quota typed --hard=pods=3')).toBe('resourcequota/typed created\n');
    expect(await world().ok('create ingress typed --rule=a.example.com/*=typed:80')).toBe(
      'ingress.networking.k8s.io/typed created\n',
    );
    expect(await world().ok('create role typed --verb=get --resource=pods')).toBe(
      'role.rbac.authorization.k8s.io/typed created\n',
    );
    expect(await world().ok('get configmap typed -o jsonpath={.data.a}')).toBe('1');
    expect(await world().ok('get secret typed -o jsonpath={.data.p}')).toBe('cQ==');
    expect(await world().ok('get deployment typed -o jsonpath={.spec.replicas}')).toBe('0');
    expect(await world().ok('get resourcequota typed -o jsonpath={.spec.hard.pods}')).toBe('3');
    expect(await world().ok('get service typed -o jsonpath={.spec.ports[0].targetPort}')).toBe('8080');
  });

  it('print tables with the columns of the real server', async () => {
    const [head, row] = cells(await world().ok('get service typed -o wide'));
    expect(head).toEqual(['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE', 'SELECTOR']);
    expect(row?.slice(0, 2)).toEqual(['typed', 'LoadBalancer']);
    expect(row?.[3]).toBe('<pending>');
    expect(row?.[4]).toMatch(/^80:3\d{4}\/TCP$/);
    const [deploymentHead] = cells(await world().ok('get deployment typed -o wide'));
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
    expect(await world().ok('describe secret typed')).toContain('p:  1 bytes');
  });

  it('apply on the client’s side and find nothing to change the second time', async () => {
    expect(await world().ok('apply -f -', web(2))).toBe('deployment.apps/web created\n');
    expect(await world().ok('apply -f -', web(2))).toBe('deployment.apps/web unchanged\n');
    expect(await world().ok('apply -f -', web(3))).toBe('deployment.apps/web configured\n');
    expect((await world().kubectl(['diff', '-f', '-'], { input: web(3) })).code).toBe(0);
    expect((await world().kubectl(['diff', '-f', '-'], { input: web(4) })).code).toBe(1);
  });

  it('apply on the server’s side and run into other managers', async () => {
    expect(await world().ok('apply --server-side --field-manager=one -f -', widgets)).toContain('serverside-applied');
    const configMap = (value: string) =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: owned}, data: {a: "${value}"}}`;
    await world().ok('apply --server-side --field-manager=one -f -', configMap('1'));
    const refused = await world().kubectl(['apply', '--server-side', '--field-manager=two', '-f', '-'], {
      input: configMap('2'),
    });
    expect(refused.stderr).toContain('Apply failed with 1 conflict: conflict with "one": .data.a');
    await world().ok('apply --server-side --field-manager=two --force-conflicts -f -', configMap('2'));
    expect(await world().ok('get configmap owned -o jsonpath={.data.a}')).toBe('2');
  });

  it('use kinds that definitions add, with their columns, defaults and checks', async () => {
    await world().ok('wait --for=condition=Established crd/widgets.example.com --timeout=10m');
    await world().ok('apply -f -', '{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}, spec: {size: 3}}');
    expect(cells(await world().ok('get wd'))[1]?.slice(0, 2)).toEqual(['w', '3']);
    expect(await world().ok('get widget w -o jsonpath={.spec.tint}')).toBe('red');
    const refused = await world().kubectl(['patch', 'widget', 'w', '--type=merge', '-p', '{"spec":{"size":0}}']);
    expect(refused.stderr).toContain('spec.size in body should be greater than or equal to 1');
    const unknown = '{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}, spec: {size: 3, odd: 1}}';
    expect((await world().kubectl(['apply', '-f', '-'], { input: unknown })).stderr).toContain(
      'unknown field "spec.odd"',
    );
  });

  it('patch, label, annotate and scale', async () => {
    await world().ok('label deployment web tier=front');
    await world().ok('annotate deployment web note=yes');
    await world().ok('patch deployment web -p {"spec":{"minReadySeconds":5}}');
    await world().ok(
      'patch deployment web --type=json -p [{"op":"replace","path":"/spec/revisionHistoryLimit","value":3}]',
    );
    await world().ok('set image deployment/web web=nginx:1.30');
    await world().ok('scale deployment web --replicas=7');
    const fields =
      '{.metadata.labels.tier} {.metadata.annotations.note} {.spec.minReadySeconds} {.spec.revisionHistoryLimit} {.spec.template.spec.containers[0].image} {.spec.replicas} {.metadata.generation}';
    const { stdout } = await world().kubectl(['get', 'deployment', 'web', '-o', `jsonpath=${fields}`]);
    expect(stdout).toBe('front yes 5 3 nginx:1.30 7 6');
  });

  it('wait for a status and see the end of a rollout', async () => {
    const waiting = world().kubectl(['rollout', 'status', 'deployment/web', '--timeout=10m']);
    const done = { replicas: 7, updatedReplicas: 7, readyReplicas: 7, availableReplicas: 7, observedGeneration: 6 };
    await world().embedded.cluster.patch({ apiVersion: 'apps/v1', kind: 'Deployment' }, 'web', 'default', {
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
      if (stdout.includes('configmap/typed')) created ??= world().ok('create configmap later');
      return stdout.includes('configmap/later');
    };
    const { stdout } = await world().kubectl(['get', 'configmaps', '-w', '-o', 'name'], { hear });
    expect(await created).toContain('created');
    expect(stdout).toContain('configmap/later');
  });

  it('delete, and wait until it is gone', async () => {
    expect(await world().ok('delete configmap typed')).toContain('configmap "typed" deleted');
    expect((await world().kubectl(['get', 'configmap', 'typed'])).stderr).toContain(
      '(NotFound): configmaps "typed" not found',
    );
    expect(await world().ok('delete deployment web --cascade=background')).toContain('"web" deleted');
  });

  it('ask what they may do', async () => {
    expect(await world().ok('auth can-i delete pods')).toBe('yes\n');
    // 1.27 knows only the forms before v1, which the server of 1.36 no longer has.
    if (minor !== '1.27') {
      expect(await world().ok('auth whoami -o jsonpath={.status.userInfo.username}')).toBe('gatehouse-admin');
    }
    expect(await world().ok('create token typed')).toMatch(/^\S{20,}\n?$/);
  });

  it('are told what is wrong with what they send', async () => {
    const daemon = web(1)
      .replace('Deployment', 'DaemonSet')
      .replace(/replicas: 1/, 'updateStrategy: {rollingUpdate: {maxUnavailable: 0}}');
    const refused = await world().kubectl(['apply', '-f', '-'], { input: daemon });
    expect(refused.stderr).toContain(
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    );
    const typed = await world().kubectl(['apply', '-f', '-'], {
      input: web(1).replace('replicas: 1', 'replicas: many'),
    });
    expect(typed.stderr).toContain(
      'cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
  });

  it('install a chart, find it installed, and uninstall it', async () => {
    const chart = join(world().folder, 'tiny');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: tiny\nversion: 0.1.0\n');
    const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {a: "1"}\n';
    writeFileSync(join(chart, 'templates', 'configmap.yaml'), template);
    const installed = await world().helm(['install', 'one', chart]);
    expect(`${installed.code} ${installed.stderr}`).toBe('0 ');
    expect((await world().helm(['list', '-q'])).stdout).toBe('one\n');
    expect(await world().ok('get configmap one -o jsonpath={.data.a}')).toBe('1');
    expect((await world().helm(['uninstall', 'one'])).code).toBe(0);
    expect((await world().kubectl(['get', 'configmap', 'one'])).code).toBe(1);
  });

  it('apply a strategy without what the old one had', async () => {
    const strategy = (text: string) =>
      web(0)
        .replace('name: web, labels', 'name: strategy, labels')
        .replace('selector:', `strategy: ${text}\n  selector:`);
    await world().ok('apply -f -', strategy('{type: RollingUpdate, rollingUpdate: {maxSurge: 1}}'));
    expect(await world().ok('apply -f -', strategy('{type: Recreate}'))).toBe('deployment.apps/strategy configured\n');
    expect(await world().ok('get deployment strategy -o jsonpath={.spec.strategy}')).toBe('{"type":"Recreate"}');
    const budget = (label: string) =>
      `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: budget}, spec: {minAvailable: 1, selector: {matchLabels: {${label}: x}}}}`;
    await world().ok('apply -f -', budget('a'));
    await world().ok('apply -f -', budget('b'));
    expect(await world().ok('get pdb budget -o jsonpath={.spec.selector}')).toBe('{"matchLabels":{"b":"x"}}');
  });

  it('replace a pod by what was sent with another label', async () => {
    const spec =
      '{automountServiceAccountToken: false, serviceAccountName: default, containers: [{name: a, image: x}]}';
    const pod = (label: string) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: swapped, labels: {a: ${label}}}, spec: ${spec}}`;
    await world().ok('create -f -', pod('b'));
    expect(await world().ok('replace -f -', pod('c'))).toBe('pod/swapped replaced\n');
    expect(await world().ok('get pod swapped -o jsonpath={.metadata.labels.a}')).toBe('c');
  });

  it('find a cluster-wide object that came with a namespace', async () => {
    const metadata = '{name: wide, namespace: default}';
    const role = `{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: ${metadata}, rules: []}`;
    await world().ok('apply -f -', role);
    expect(await world().ok('get clusterrole wide -o name')).toBe('clusterrole.rbac.authorization.k8s.io/wide\n');
    expect(await world().ok('apply -f -', role)).toContain('unchanged');
  });

  it('are refused without the token', async () => {
    const { stderr } = await world().kubectl(['get', 'pods', '--token=wrong']);
    expect(stderr).toContain('Unauthorized');
  });

  it('see objects made in the process', async () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'inside', namespace: 'default' } };
    await world().embedded.cluster.create(object as KubeObject);
    expect(await world().ok('get configmap inside -o name')).toBe('configmap/inside\n');
  });
});
