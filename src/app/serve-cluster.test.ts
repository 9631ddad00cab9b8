import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, missingClient, requireClient } from '../../test/clients.ts';
import { eventually } from '../../test/eventually.ts';
import { type ServedCluster, serveCluster } from './serve-cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Asks an entry point for a host, as curl with a Host header does. */
function ask(url: string, host: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { host }, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const app = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: hello, namespace: default }
spec:
  selector: { matchLabels: { app: hello } }
  template:
    metadata: { labels: { app: hello } }
    spec: { containers: [{ name: hello, image: docker.io/traefik/whoami:v1.11.0, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: hello, namespace: default }
spec: { selector: { app: hello }, ports: [{ port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: hello, namespace: default }
spec:
  entryPoints: [web]
  routes: [{ kind: Rule, match: Host(\`hello.example.org\`), services: [{ name: hello, port: 80 }] }]
`;
const pool = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: { name: gate, namespace: metallb-system }
spec: { addresses: [192.168.88.60/32] }
---
apiVersion: v1
kind: Service
metadata: { name: outside, namespace: default }
spec: { type: LoadBalancer, selector: { app: hello }, ports: [{ port: 80 }] }
`;
const flux = `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: lab, namespace: default }
spec: { interval: 1m, url: https://git.example.org/lab.git, ref: { branch: main } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: notes, namespace: default }
spec: { interval: 1m, path: ./notes, prune: true, wait: true, sourceRef: { kind: GitRepository, name: lab } }
`;

const skipped = missingClient('kubectl');
if (skipped) console.info(skipped);

describe.skipIf(skipped)('a served cluster, used with kubectl', () => {
  let served: ServedCluster;
  let kubectl: Client;
  const kubeconfig = join(folder, 'kubeconfig');
  const repository = join(folder, 'repository');
  const writeNote = (text: string) =>
    writeFileSync(
      join(repository, 'notes/note.yaml'),
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: note, namespace: default }\ndata: { text: ${text} }\n`,
    );
  const readNote = async () => (await kubectl(['get', 'configmap', 'note', '-o', 'jsonpath={.data.text}'])).stdout;
  const apply = async (input: string) => {
    const { code, stderr } = await kubectl(['apply', '-f', '-'], { input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  };

  beforeAll(async () => {
    mkdirSync(join(repository, 'notes'), { recursive: true });
    writeNote('from the repository');
    served = await serveCluster({ kubeconfig, repository });
    kubectl = requireClient('kubectl', { KUBECONFIG: kubeconfig, HOME: folder });
  });
  afterAll(() => served.close());

  test('its kubeconfig is for its owner only', () => {
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
    expect(served.where.kubeconfig).toBe(kubeconfig);
  });

  test('it has three nodes on the usual network', async () => {
    const { stdout } = await kubectl(['get', 'nodes', '-o', 'wide', '--no-headers']);
    expect(stdout.match(/192\.168\.88\.\d+/g)).toEqual(['192.168.88.11', '192.168.88.12', '192.168.88.13']);
  });

  test('its entry points answer 404 before anything is applied', async () => {
    expect(Object.keys(served.where.entryPoints)).toEqual(expect.arrayContaining(['web', 'websecure']));
    expect(await ask(served.where.entryPoints.web!, 'hello.example.org')).toEqual({
      status: 404,
      body: '404 page not found\n',
    });
  });

  test.each(['version', 'overview', 'entrypoints', 'rawdata', 'http/routers', 'http/services', 'http/middlewares'])(
    'the API of Traefik answers /api/%s',
    async (path) => {
      const answer = await fetch(new URL(`/api/${path}`, served.where.api));
      expect(answer.status).toBe(200);
      expect(await answer.json()).toBeTypeOf('object');
    },
  );

  test('what is applied is routed at once, with the client address as it comes', async () => {
    await apply(app);
    await eventually(async () => {
      const { status, body } = await ask(served.where.entryPoints.web!, 'hello.example.org');
      expect(status).toBe(200);
      expect(body).toContain('x-forwarded-for: 127.0.0.1');
    });
    await kubectl(['delete', 'ingressroutes.traefik.io', 'hello']);
    await eventually(async () =>
      expect((await ask(served.where.entryPoints.web!, 'hello.example.org')).status).toBe(404),
    );
  });

  test('a Service gets the address of a pool', async () => {
    await apply(pool);
    await eventually(async () => {
      const path = 'jsonpath={.status.loadBalancer.ingress[0].ip}';
      expect((await kubectl(['get', 'service', 'outside', '-o', path])).stdout).toBe('192.168.88.60');
    });
  });

  test('Flux applies what lies in the repository folder, and what is changed there', async () => {
    await apply(flux);
    const waited = await kubectl(['wait', 'kustomization/notes', '--for=condition=Ready', '--timeout=10m']);
    expect(waited.stderr).toBe('');
    expect(await readNote()).toBe('from the repository');
    writeNote('changed');
    await kubectl(['annotate', 'gitrepository', 'lab', 'reconcile.fluxcd.io/requestedAt=now']);
    await eventually(async () => expect(await readNote()).toBe('changed'));
  });

  test('an API port in use is said, and nothing is left of the attempt', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as { port: number };
    const attempt = join(folder, 'second');
    await expect(serveCluster({ kubeconfig: attempt, port })).rejects.toThrow(`port ${port} is in use`);
    expect(readdirSync(folder)).not.toContain('second');
    await new Promise((done) => taken.close(done));
  });
});

test('the kubeconfig of other clusters gains one, and is as it was when it ends', async () => {
  const own = join(folder, 'own');
  const before = 'apiVersion: v1\nkind: Config\ncontexts:\n- name: production\ncurrent-context: production # mine\n';
  writeFileSync(own, before);
  const { close } = await serveCluster({ kubeconfig: own });
  expect(readFileSync(own, 'utf8')).toContain('current-context: gatehouse # mine');
  await close();
  expect(readFileSync(own, 'utf8')).toBe(before);
});

describe('what is in the way of serving', () => {
  test('a file that is no kubeconfig is left as it is', async () => {
    const own = join(folder, 'own.yaml');
    writeFileSync(own, 'name: homelab\n');
    await expect(serveCluster({ kubeconfig: own })).rejects.toMatchObject({
      message: expect.stringContaining('is not a kubeconfig'),
      hint: expect.stringContaining('--kubeconfig'),
    });
    expect(readFileSync(own, 'utf8')).toBe('name: homelab\n');
  });

  test.each([
    ['a folder that is not there', { kubeconfig: join(folder, 'gone/kubeconfig') }, 'cannot write the kubeconfig'],
    ['a lab that is not there', { lab: join(folder, 'gone.yaml') }, 'gone.yaml'],
    ['a repository that is not there', { repository: join(folder, 'gone') }, 'gone'],
  ])('%s is named', async (_, options, message) => {
    await expect(serveCluster(options)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      exitCode: 2,
    });
  });
});

describe('gatehouse cluster', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('prints where everything is, and ends cleanly by %s with %i', async (signal, code) => {
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const child = spawn(process.execPath, ['dist/cli/main.js', 'cluster', '--output', 'json'], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
    const where = JSON.parse(line);
    expect(Object.keys(where)).toEqual(['kubeconfig', 'server', 'entryPoints', 'api']);
    expect(statSync(where.kubeconfig).mode & 0o777).toBe(0o600);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(said).toBe('');
    expect(readdirSync(temporary)).toEqual([]);
    await expect(fetch(where.api)).rejects.toThrow();
  });
});
