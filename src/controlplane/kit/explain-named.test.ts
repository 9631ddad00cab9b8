import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { explainEndpoints } from '../networking/explain-endpoints.ts';
import { explainNamed } from './explain-named.ts';

/** As much of a cluster as is read here. */
const clusterOf = (objects: readonly object[]): Cluster => {
  const all = objects as readonly UnknownObject[];
  const listed = (kind: string, namespace?: string) =>
    all.filter((each) => each.kind === kind && (namespace === undefined || each.metadata.namespace === namespace));
  const found = ({ kind }: { kind: string }, name: string, namespace?: string) =>
    Promise.resolve(listed(kind, namespace).find(({ metadata }) => metadata.name === name));
  const resources = [...new Set(all.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))].map((text) => {
    const [apiVersion = '', kind = ''] = text.split(' ');
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    return { group, version, kind };
  });
  const list = ({ kind }: { kind: string }, { namespace }: { namespace?: string } = {}) =>
    Promise.resolve(listed(kind, namespace));
  return { get: found, list, resources: () => Promise.resolve(resources) } as unknown as Cluster;
};

const metadata = (name: string, more: object = {}) => ({ name, namespace: 'apps', ...more });
const labels = { app: 'web' };
const service = { apiVersion: 'v1', kind: 'Service', metadata: metadata('web'), spec: { selector: labels } };
const deployment = (replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata('web'),
  spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels } } },
});
const pod = (status: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: metadata('web-1', { labels }),
  spec: { containers: [], ...spec },
  status,
});
const pulling = pod({
  phase: 'Pending',
  containerStatuses: [{ name: 'web', state: { waiting: { reason: 'ImagePullBackOff', message: 'not found' } } }],
});
const unscheduled = pod(
  {
    phase: 'Pending',
    conditions: [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' },
    ],
  },
  { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
);
const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: metadata('data'),
  status: { phase: 'Pending' },
};
const event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: metadata('e'),
  involvedObject: { kind: 'PersistentVolumeClaim', name: 'data' },
  type: 'Warning',
  message: 'storageclass "fast" not found',
};

const creating = pod({
  phase: 'Pending',
  containerStatuses: [{ name: 'web', state: { waiting: { reason: 'ContainerCreating' } } }],
});
const refused = {
  ...event,
  involvedObject: { kind: 'Pod', name: 'web-1' },
  reason: 'FailedAttachVolume',
  message: 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0',
};

describe('why nobody answers behind a Service', () => {
  test.each([
    ['the Service is gone', [], 'Service apps/web does not exist'],
    ['nothing is chosen', [service], 'Service apps/web has no endpoints: no pod matches its selector app=web'],
    [
      'the workload rests',
      [service, deployment(0)],
      'Service apps/web has no pods: Deployment/apps/web is scaled to 0',
    ],
    [
      'the image is missing',
      [service, deployment(1), pulling],
      'Service apps/web has no ready endpoint: pod web-1 has container web in ImagePullBackOff: not found',
    ],
    [
      'no node takes the pod',
      [service, unscheduled],
      'Service apps/web has no ready endpoint: pod web-1 is not scheduled: 0/3 nodes are available',
    ],
  ])('%s', async (_, objects, reason) => {
    expect((await explainEndpoints(clusterOf(objects), 'apps/web'))?.reason).toBe(reason);
  });

  test('only a workload that is asked to run nothing rests', async () => {
    expect((await explainEndpoints(clusterOf([service, deployment(0)]), 'apps/web'))?.resting).toBe(
      'Deployment/apps/web',
    );
    expect((await explainEndpoints(clusterOf([service, deployment(1)]), 'apps/web'))?.resting).toBeUndefined();
  });

  test('is not asked where somebody is ready', async () => {
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: metadata('web-a'),
      endpoints: [{ addresses: ['10.42.0.7'] }],
    };
    expect(await explainEndpoints(clusterOf([service, slice]), 'apps/web')).toBeUndefined();
  });
});

describe('the first cause behind a message', () => {
  const waits = "timeout waiting for: [Deployment/apps/web status: 'InProgress']";

  test.each([
    [
      'a pod’s image',
      [deployment(1), pulling],
      'Deployment/apps/web is not ready: pod web-1 has container web in ImagePullBackOff: not found',
    ],
    [
      'the claim a pod waits for, by its event',
      [deployment(1), unscheduled, claim, event],
      'Deployment/apps/web is not ready: pod web-1 is not scheduled: 0/3 nodes are available; PersistentVolumeClaim/apps/data: storageclass "fast" not found',
    ],
    [
      'the volume that another node holds',
      [deployment(1), creating, refused],
      'Deployment/apps/web is not ready: pod web-1 has container web in ContainerCreating; Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0',
    ],
    ['nothing more than the message', [deployment(1)], undefined],
  ])('is %s', async (_, objects, cause) => {
    expect(await explainNamed(clusterOf(objects), waits)).toBe(cause);
  });

  test('is what the condition of any kind says', async () => {
    const other = {
      apiVersion: 'example.org/v1',
      kind: 'Thing',
      metadata: metadata('one'),
      status: { conditions: [{ type: 'Ready', status: 'False', message: 'the door is locked' }] },
    };
    expect(await explainNamed(clusterOf([other]), 'waiting for [Thing/apps/one]')).toBe(
      'Thing/apps/one is not ready: the door is locked',
    );
  });
});
