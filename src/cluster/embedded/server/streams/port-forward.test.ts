import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../../../../../test/api-request.ts';
import { seededRuntime } from '../../../../core/runtime.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import { kinds } from '../../../../kube/types.ts';
import type { EmbeddedCluster, ServedApi } from '../../contract.ts';
import { createEmbeddedCluster } from '../../index.ts';
import { forwardFrames, masked, readStreams, unframed } from './test-spdy.ts';

const pods = '/api/v1/namespaces/default/pods';

let embedded: EmbeddedCluster;
let api: ServedApi;
let server: Server;
let client: ReturnType<typeof apiClient>;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      response.writeHead(request.url === '/teapot' ? 418 : 200, { 'x-stand-in': 'yes' });
      response.end(`${request.method} ${request.url} ${body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  api = await embedded.serve({
    dialPod: async (_pod, asked) => (asked === 80 ? { host: '127.0.0.1', port } : undefined),
  });
  client = apiClient(api);
  await embedded.cluster.create({ ...kinds.ServiceAccount, metadata: { name: 'default', namespace: 'default' } });
  for (const [name, nodeName] of [
    ['app', 'n1'],
    ['waits', undefined],
  ]) {
    const containers = [
      { name: 'first', image: 'x', ports: [{ containerPort: 80 }] },
      { name: 'second', image: 'y' },
    ];
    await embedded.cluster.create({
      ...kinds.Pod,
      metadata: { name, namespace: 'default' },
      spec: { nodeName, containers },
    } as KubeObject);
  }
  const status = { phase: 'Running', podIP: '10.42.0.9' };
  const patch = { type: 'merge', body: { status } } as const;
  await embedded.cluster.patch(kinds.Pod, 'app', 'default', { ...patch, subresource: 'status' });
});

afterAll(async () => {
  client.close();
  await embedded.stop();
  server.close();
});

/** A connection on which an upgrade was asked for: what was answered, and what comes after. */
function upgrade(
  path: string,
  method: string,
  headers: readonly string[],
  token = api.token,
): Promise<{ head: string; socket: Socket }> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', port: api.port, ca: api.ca, servername: 'localhost' });
    socket.once('error', reject);
    socket.write(
      [
        `${method} ${path} HTTP/1.1`,
        'Host: x',
        `Authorization: Bearer ${token}`,
        'Connection: Upgrade',
        ...headers,
        '',
        '',
      ].join('\r\n'),
    );
    let text = Buffer.alloc(0);
    const look = (chunk: Buffer) => {
      text = Buffer.concat([text, chunk]);
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', look);
      socket.pause();
      const rest = text.subarray(end + 4);
      if (rest.length > 0) socket.unshift(rest);
      resolve({ head: text.toString('latin1', 0, end), socket });
    };
    socket.on('data', look);
  });
}

const spdy = ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: portforward.k8s.io'];
const key = 'dGhlIHNhbXBsZSBub25jZQ==';
const webSocket = (protocol: string) => [
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  `Sec-WebSocket-Key: ${key}`,
  `Sec-WebSocket-Protocol: ${protocol}`,
];
const tunnel = 'SPDY/3.1+portforward.k8s.io';

describe('a forward of ports over plain SPDY', () => {
  it('reaches the pod’s stand-in, a byte at a time as well', async () => {
    const { head, socket } = await upgrade(`${pods}/app/portforward`, 'POST', spdy);
    expect(head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(head).toContain('Upgrade: SPDY/3.1');
    const streams = readStreams((onBytes) => socket.on('data', onBytes).resume());
    const frames = await forwardFrames(80);
    for (const byte of frames.subarray(0, 20)) socket.write(Buffer.from([byte]));
    socket.write(frames.subarray(20));
    const said = await streams;
    expect(said['3']).toContain('GET /hello ');
    expect(said['1']).toBe('');
    expect(said.ping).toBe('7');
    socket.destroy();
  });

  it('says on the error stream why a port is not reached', async () => {
    const { socket } = await upgrade(`${pods}/app/portforward`, 'POST', spdy);
    const streams = readStreams((onBytes) => socket.on('data', onBytes).resume());
    socket.write(await forwardFrames(81));
    const said = await streams;
    expect(said['1']).toBe(
      'error forwarding port 81 to pod default/app: connection refused: no container of the pod declares port 81',
    );
    expect(said['3']).toBe(' reset');
    socket.destroy();
  });

  it('ends with a peer that speaks something else, and the server goes on', async () => {
    const { socket } = await upgrade(`${pods}/app/portforward`, 'POST', spdy);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    socket.write(Buffer.alloc(64, 0xff));
    await closed;
    expect((await client.ask(`${pods}/app`)).status).toBe(200);
  });
});

describe('a forward of ports within a WebSocket', () => {
  it('reaches the pod’s stand-in', async () => {
    const { head, socket } = await upgrade(`${pods}/app/portforward`, 'GET', webSocket(tunnel));
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    expect(head).toContain(`Sec-WebSocket-Accept: ${accept}`);
    expect(head).toContain(`Sec-WebSocket-Protocol: ${tunnel}`);
    const streams = readStreams((onBytes) => socket.on('data', unframed(onBytes)).resume());
    const frames = await forwardFrames(80);
    socket.write(masked(frames.subarray(0, 30)));
    socket.write(masked(frames.subarray(30)));
    expect((await streams)['3']).toContain('GET /hello ');
    socket.destroy();
  });
});

describe('an upgrade that is not granted', () => {
  it.each([
    ['of a pod that is not there', `${pods}/none/portforward`, spdy, 404, 'not found'],
    ['of a pod without a node', `${pods}/waits/portforward`, spdy, 400, 'pod waits does not have a host assigned'],
    [
      'to a protocol nobody speaks',
      `${pods}/app/portforward`,
      webSocket('v4.channel.k8s.io'),
      400,
      'unable to upgrade',
    ],
    ['to something else', `${pods}/app/portforward`, ['Upgrade: h2c'], 400, 'Upgrade request required'],
    ['for a process', `${pods}/app/exec?command=ls`, spdy, 501, 'pods of the embedded cluster run none'],
    ['of something that is read', `${pods}/app`, spdy, 200, '"kind":"Pod"'],
  ])('%s is answered in the usual way', async (_what, path, headers, status, text) => {
    const { head, socket } = await upgrade(path, 'GET', headers);
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    let body = '';
    for await (const chunk of socket) body += String(chunk);
    expect(body).toContain(text);
  });

  it('is refused without the token', async () => {
    const { head, socket } = await upgrade(`${pods}/app/portforward`, 'POST', spdy, 'wrong');
    expect(head).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
  });

  it('is asked for when there is none', async () => {
    expect((await client.ask(`${pods}/app/portforward`, { method: 'POST' })).json?.message).toBe(
      'Upgrade request required',
    );
  });
});

describe('the proxy of a pod', () => {
  it.each([
    ['GET', `${pods}/app/proxy/a/b?c=d`, '', 200, 'GET /a/b?c=d '],
    ['GET', `${pods}/app:80/proxy/`, '', 200, 'GET / '],
    ['GET', `${pods}/http:app:80/proxy/with%20space/`, '', 200, 'GET /with%20space/ '],
    ['POST', `${pods}/app/proxy/form`, 'x=1', 200, 'POST /form x=1'],
    ['GET', `${pods}/app/proxy/teapot`, '', 418, 'GET /teapot '],
    ['GET', `${pods}/app/proxy/proxy/deep`, '', 200, 'GET /proxy/deep '],
  ])('hands %s %s on', async (method, path, body, status, text) => {
    const reply = await client.ask(path, { method, body });
    expect(reply.status).toBe(status);
    expect(reply.text).toBe(text);
    expect(reply.headers['x-stand-in']).toBe('yes');
  });

  it('leads to its own root first', async () => {
    const reply = await client.ask(`${pods}/app/proxy?a=b`);
    expect(reply.status).toBe(301);
    expect(reply.headers.location).toBe(`${pods}/app/proxy/?a=b`);
  });

  it.each([
    [`${pods}/app:81/proxy/`, 503, 'error trying to reach service: connection refused'],
    [`${pods}/none/proxy/`, 404, 'pods "none" not found'],
    [`${pods}/ftp:app:80/proxy/`, 400, 'invalid pod request "ftp:app:80"'],
    [`${pods}/waits/proxy/`, 400, 'address not allowed'],
    ['/api/v1/namespaces/default/services/none/proxy/', 404, 'services "none" not found'],
    ['/api/v1/nodes/n1/proxy/logs/', 501, 'run no kubelet'],
  ])('refuses %s', async (path, status, text) => {
    const reply = await client.ask(path);
    expect(reply.status).toBe(status);
    expect(reply.json?.message).toContain(text);
  });
});

describe('the log of a pod', () => {
  it.each([
    [
      'container=first',
      200,
      'gatehouse: container first of image x on node n1, Running; embedded pods print nothing\n',
    ],
    ['', 400, 'a container name must be specified for pod app, choose one of: [first second]'],
    ['container=third', 400, 'container third is not valid for pod app'],
    ['container=second&previous=true', 400, 'previous terminated container "second" in pod "app" not found'],
  ])('with "%s" says so', async (query, status, text) => {
    const reply = await client.ask(`${pods}/app/log?${query}`);
    expect(reply.status).toBe(status);
    expect(status === 200 ? reply.text : reply.json?.message).toBe(text);
  });
});
