import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ignoreErrors } from '../../core/ignore-errors.ts';
import { realRuntime, seededRuntime } from '../../core/runtime.ts';
import type { EmbeddedCluster, ServedApi } from '../embedded/contract.ts';
import { createEmbeddedCluster } from '../embedded/index.ts';
import { chooseContext } from './choose-context.ts';
import { type LiveOptions, openLiveCluster } from './index.ts';
import { readKubeconfig } from './read-kubeconfig.ts';
import { ReadOnlyCluster } from './write-guard.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubeconfigs-'));

function write(name: string, value: unknown): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

const entry = (name: string, server: string, user: object = {}) => ({
  clusters: [{ name, cluster: { server } }],
  users: [{ name, user }],
  contexts: [{ name, context: { cluster: name, user: name } }],
});

describe('a kubeconfig', () => {
  it('of several files: the first to name an entry has it whole, and files that are not there are passed over', () => {
    const first = write('merge/1', { 'current-context': '', ...entry('a', 'https://one') });
    const second = write('merge/2', { 'current-context': 'b', ...entry('a', 'https://two', { token: 't' }) });
    const third = write('merge/3', { 'current-context': 'a', ...entry('b', 'https://three') });
    const env = { KUBECONFIG: [first, join(folder, 'none'), '', second, third].join(delimiter) };
    const config = readKubeconfig(undefined, env)!;
    expect(config.currentContext).toBe('b');
    expect(config.clusters.get('a')).toEqual({ server: 'https://one' });
    expect(config.users.get('a')).toEqual({});
    expect(config.clusters.get('b')).toEqual({ server: 'https://three' });
  });

  it('has its paths from where it lies, and a command only where it is none of PATH', () => {
    const user = { 'client-certificate': 'c.pem', tokenFile: '/abs/token', exec: { command: './login' } };
    const path = write('deep/config', { 'current-context': 'a', ...entry('a', 'https://one', user) });
    expect(chooseContext({ kubeconfig: path }, {}).user).toEqual({
      'client-certificate': join(folder, 'deep/c.pem'),
      tokenFile: '/abs/token',
      exec: { command: join(folder, 'deep/login') },
    });
    const onPath = write('deep/path', {
      'current-context': 'a',
      ...entry('a', 'https://one', { exec: { command: 'login' } }),
    });
    expect(chooseContext({ kubeconfig: onPath }, {}).user).toEqual({ exec: { command: 'login' } });
  });

  it.each([
    ['no file', undefined, {}, 'no kubeconfig: ~/.kube/config is not there'],
    ['no such context', entry('home', 'https://one'), { context: 'hom' }, 'there is no context hom'],
    ['no current context', entry('home', 'https://one'), {}, 'no context is the current one'],
    [
      'a cluster that is not there',
      { ...entry('a', 'https://one'), clusters: [] },
      { context: 'a' },
      'names the cluster a, which has no server',
    ],
    [
      'a user who is not there',
      { ...entry('a', 'https://one'), users: [] },
      { context: 'a' },
      'names the user a, who is not there',
    ],
    ['no YAML', 'a: [', {}, 'is not a kubeconfig: line'],
    ['another thing', '- 1', {}, 'is not a kubeconfig: it is no map'],
  ])('with %s is told so', (name, value, options, message) => {
    const kubeconfig = value === undefined ? {} : { kubeconfig: write(`wrong/${name}`, value) };
    expect(() => chooseContext({ ...kubeconfig, ...options }, { HOME: join(folder, 'nobody') })).toThrow(message);
  });
});

describe('a cluster is opened as its kubeconfig says', () => {
  let embedded: EmbeddedCluster;
  let api: ServedApi;
  const cluster = () => ({ server: api.url, 'certificate-authority-data': Buffer.from(api.ca).toString('base64') });
  const config = (name: string, user: object, more: object = {}) =>
    write(name, {
      'current-context': 'c',
      clusters: [{ name: 'k', cluster: { ...cluster(), ...more } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    });

  beforeAll(async () => {
    embedded = createEmbeddedCluster({ runtime: seededRuntime() });
    api = await embedded.serve();
  });
  afterAll(() => embedded.stop());

  async function ask(kubeconfig: string, options: Partial<LiveOptions> = {}): Promise<string> {
    const live = openLiveCluster({ kubeconfig, runtime: realRuntime(), ...options });
    try {
      return await live.version();
    } finally {
      await live.close();
    }
  }

  it('with a token, and with the token of a file', async () => {
    write('token', `${api.token}\n`);
    expect(await ask(config('by-token', { token: api.token }))).toMatch(/^v1\./);
    expect(await ask(config('by-file', { token: 'wrong', tokenFile: 'token' }))).toMatch(/^v1\./);
  });

  it.each([
    [
      'a file that is not there',
      { 'client-certificate': 'none.pem' },
      /context c: client-certificate \S+none.pem is not there/,
    ],
    ['a folder', { 'client-key': '.' }, /context c: client-key \S+ is a folder, and no file/],
    [
      'what is no certificate',
      { 'client-certificate-data': 'aGVsbG8=' },
      /client-certificate-data holds no certificate in PEM/,
    ],
    ['what is no key', { 'client-key-data': 'aGVsbG8=' }, /client-key-data holds no private key in PEM/],
    ['a token file that is not there', { tokenFile: 'none' }, /context c: tokenFile \S+none is not there/],
    ['a token that is not taken', { token: 'wrong' }, /API https:\S+ \(context c\) does not take the credentials/],
  ])('and with %s it says what is wrong, and where', async (name, user, message) => {
    await expect(ask(config(`credentials/${name}`, user))).rejects.toThrow(message);
  });

  it('and says that its client certificate has expired, where nobody takes it', async () => {
    const user = { 'client-certificate-data': Buffer.from(api.ca).toString('base64'), token: 'wrong' };
    const later = { ...realRuntime(), now: () => Date.parse('2200-01-01T00:00:00Z') };
    await expect(ask(config('credentials/expired', user), { runtime: later })).rejects.toThrow(
      /does not take the credentials of the context: the client certificate has expired on /,
    );
  });

  it('with what a plugin gives, which is asked again when it no longer holds', async () => {
    const script = write(
      'plugin/login',
      `#!/bin/sh
echo x >> ${folder}/plugin/runs
if [ $(wc -l < ${folder}/plugin/runs) = 1 ]; then token=old; else token=$TOKEN; fi
case "$KUBERNETES_EXEC_INFO" in *'"interactive":false'*) ;; *) exit 3;; esac
echo "{\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"$token\\"}}"
`,
    );
    chmodSync(script, 0o755);
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './login',
      env: [{ name: 'TOKEN', value: api.token }],
    };
    expect(await ask(config('plugin/config', { exec }))).toMatch(/^v1\./);
  });

  it.each([
    ['is not there', 'none-of-this-name', 'is not there'],
    ['fails', 'false', 'ends with exit code 1'],
    ['gives nothing', 'true', 'prints no ExecCredential'],
  ])('a plugin that %s is told so, with its own hint', async (name, command, message) => {
    const exec = { command, installHint: 'install it' };
    await expect(ask(config(`plugin-${name}`, { exec }))).rejects.toMatchObject({
      message: `the credential plugin ${command} ${message}`,
      hint: 'install it',
    });
  });

  it('a server whose certificate is not trusted is not asked, unless that is wanted', async () => {
    const user = { token: api.token };
    const nobody = { 'certificate-authority-data': undefined };
    await expect(ask(config('untrusted', user, nobody))).rejects.toThrow(
      'its certificate is of an authority that is not trusted',
    );
    expect(await ask(config('insecure', user, { ...nobody, 'insecure-skip-tls-verify': true }))).toMatch(/^v1\./);
    const renamed = config('renamed', user, { 'tls-server-name': 'api.example.com' });
    await expect(ask(renamed)).rejects.toThrow('its certificate is for another name');
  });

  it('through the proxy it names', async () => {
    const through: string[] = [];
    const tunnels: Duplex[] = [];
    const proxy = createServer();
    proxy.on('connect', (request: IncomingMessage, socket) => {
      through.push(request.url ?? '');
      tunnels.push(socket);
      const onward = connect(api.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      ignoreErrors(onward, socket);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    expect(await ask(config('proxied', { token: api.token }, { 'proxy-url': url }))).toMatch(/^v1\./);
    expect(through).toEqual([new URL(api.url).host]);
    const closed = new Promise((resolve) => proxy.close(resolve));
    for (const socket of tunnels) socket.destroy();
    await closed;
  });

  it('to be read alone unless a command writes, or on trial', async () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept', namespace: 'default' } };
    const kubeconfig = config('writes', { token: api.token });
    const open = (writes?: LiveOptions['writes']) => openLiveCluster({ kubeconfig, runtime: realRuntime(), writes });
    const reading = open();
    const refusal = reading.cluster.create(object);
    await expect(refusal).rejects.toBeInstanceOf(ReadOnlyCluster);
    await expect(refusal).rejects.toThrow('the creation of ConfigMap/default/kept was not sent');
    await reading.close();
    const trying = open('dry-run');
    await trying.cluster.create(object);
    await trying.cluster.delete({ apiVersion: 'v1', kind: 'Namespace' }, 'default').catch(() => undefined);
    expect(await trying.cluster.get(object, 'kept', 'default')).toBeUndefined();
    await embedded.cluster.create(object);
    await trying.cluster.delete(object, 'kept', 'default');
    expect(await trying.cluster.get(object, 'kept', 'default')).toBeDefined();
    await trying.close();
  });
});
