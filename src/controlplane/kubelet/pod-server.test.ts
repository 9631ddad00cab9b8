import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../kube/types.ts';
import { setNodeAlive } from '../nodes/create-nodes.ts';
import { deployment, startTestCluster, type TestCluster } from '../test-world.ts';
import { createPodServers, type PodServers } from './pod-server.ts';

let world: TestCluster;
let servers: PodServers;
let pod: Pod;
beforeEach(async () => {
  world = await startTestCluster();
  servers = createPodServers(world);
  await world.create(deployment('web', { replicas: 1 }));
  await world.pass(60);
  pod = (await world.list(kinds.Pod))[0] as Pod;
});
afterEach(async () => {
  await servers.close();
  await world.stop();
});

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const { host, port } = (await servers.addressOf(pod, 8080))!;
  return fetch(`http://${host}:${port}${path}`, { headers });
};

describe('the server of a pod', () => {
  it('answers who it is and what it was asked', async () => {
    const answer = await ask('/a/b?c=d', { 'x-forwarded-for': '192.168.1.20' });
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('Hello from web');
    expect(text).toContain(`Pod: default/${pod.metadata.name}`);
    expect(text).toContain(`Node: ${pod.spec.nodeName}`);
    expect(text).toContain('Request: GET /a/b?c=d');
    expect(text).toContain('x-forwarded-for: 192.168.1.20');
  });

  it('answers in JSON when asked to', async () => {
    const answer = await ask('/', { accept: 'application/json', 'x-forwarded-proto': 'https' });
    expect(await answer.json()).toMatchObject({
      app: 'web',
      namespace: 'default',
      path: '/',
      headers: { 'x-forwarded-proto': 'https' },
    });
  });

  it('is one server a pod and port, whoever asks', async () => {
    expect(await servers.addressOf(pod, 8080)).toEqual(await servers.addressOf(pod, 8080));
  });

  it('does not listen on a port that the pod does not declare', async () => {
    expect(await servers.addressOf(pod, 9999)).toBeUndefined();
  });

  it('answers no more when the pod is gone', async () => {
    await ask('/');
    await world.cluster.delete(kinds.Pod, pod.metadata.name, 'default', { gracePeriodSeconds: 0 });
    await expect(ask('/')).rejects.toThrow();
  });

  it('answers no more when the node is off', async () => {
    await setNodeAlive(world.cluster, pod.spec.nodeName!, false);
    await expect(ask('/')).rejects.toThrow();
  });

  it('closes its port when told to', async () => {
    await ask('/');
    const { host, port } = (await servers.addressOf(pod, 8080))!;
    await servers.close();
    await expect(fetch(`http://${host}:${port}/`)).rejects.toThrow();
  });
});
