import type { ChildProcess } from 'node:child_process';
import { expect, it } from 'vitest';
import { startClient } from '../../../../test/clients.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { withEveryClient } from './test-clients.ts';

withEveryClient((world, minor) => {
  const runningPod = async () => {
    const spec = '{nodeName: n1, containers: [{name: app, image: nginx, ports: [{name: web, containerPort: 80}]}]}';
    await world().ok(
      'apply -f -',
      `{apiVersion: v1, kind: Pod, metadata: {name: app, labels: {app: app}}, spec: ${spec}}`,
    );
    const state = { running: {} };
    const containerStatuses = [{ name: 'app', ready: true, restartCount: 0, image: 'nginx', imageID: 'x', state }];
    const conditions = [{ type: 'Ready', status: 'True' }];
    const status = { phase: 'Running', podIP: '10.42.0.9', conditions, containerStatuses };
    const merge = { type: 'merge', body: { status } } as const;
    await world().embedded.cluster.patch(kinds.Pod, 'app', 'default', { ...merge, subresource: 'status' });
  };

  /** Starts a command and gives what it was asked to print first. */
  const started = (args: readonly string[], wanted: RegExp) =>
    new Promise<{ readonly match: RegExpExecArray; readonly child: ChildProcess }>((resolve, reject) => {
      const child = startClient('kubectl', args, world().env, minor);
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
    await world().ok('apply -f -', `{apiVersion: v1, kind: Service, metadata: {name: app}, spec: ${spec}}`);
    const targetRef = { kind: 'Pod', name: 'app', namespace: 'default' };
    const slice = {
      ...kinds.EndpointSlice,
      metadata: { name: 'app-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'app' } },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
      endpoints: [{ addresses: ['10.42.0.9'], conditions: { ready: true }, targetRef }],
    };
    await world().embedded.cluster.create(slice as KubeObject);
    const services = '/api/v1/namespaces/default/services';
    expect(await world().ok(`get --raw ${services}/app:8080/proxy/some/page?a=b`)).toBe(
      'GET /some/page?a=b from the stand-in',
    );
    expect(await world().ok(`get --raw ${services}/http:app:http/proxy/`)).toBe('GET / from the stand-in');
    expect(await world().ok('get --raw /api/v1/namespaces/default/pods/app/proxy/x')).toBe('GET /x from the stand-in');
    const refused = await world().kubectl(['get', '--raw', `${services}/app:81/proxy/`]);
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
      const { code, stderr } = await world().kubectl(line.split(' '));
      expect(code).toBeGreaterThan(0);
      expect(stderr.trim().split('\n').at(-1)).toMatch(
        /pods of the embedded cluster run none|Metrics API not available/,
      );
    }
    expect(await world().ok('logs app')).toContain('embedded pods print nothing');
  });

  it('add a container to look into a pod with', async () => {
    await runningPod();
    const { code } = await world().kubectl(['debug', 'app', '--image=busybox', '--container=look', '--attach=false']);
    expect(code).toBe(0);
    expect(await world().ok('get pod app -o jsonpath={.spec.ephemeralContainers[*].name}')).toContain('look');
  });
});
