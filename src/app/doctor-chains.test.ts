import { afterEach, describe, expect, test } from 'vitest';
import { deployment, startTestCluster, type TestCluster } from '../controlplane/test-world.ts';
import { kinds } from '../kube/types.ts';
import { examine } from './doctor.ts';

const started: TestCluster[] = [];
afterEach(async () => {
  for (const world of started.splice(0)) await world.stop();
});

/** Names of ReplicaSets and pods without what is drawn by lot. */
const withoutHash = (ref: string): string => ref.replace(/^((?:ReplicaSet|Pod)\/default\/web)-.*$/, '$1');

/** What the doctor says of a cluster in which real controllers have had a quarter of an hour with these objects. */
async function told(...objects: readonly object[]) {
  const world = await startTestCluster();
  started.push(world);
  for (const object of objects) await world.create(object);
  await world.run({ limitSeconds: 15 * 60, whole: true });
  const { diagnoses } = await examine({ name: 'lab', cluster: world.cluster, at: world.now() });
  return diagnoses.map(({ playbook, severity, objects: shown, causes, consequences }) => ({
    playbook,
    severity,
    objects: shown.map(withoutHash),
    cause: causes[0]?.cause,
    consequences: consequences.map((each) => withoutHash(each.split(' ')[0] ?? '')),
  }));
}

/** A Deployment `web` of one pod whose template is so. */
const web = (spec: object, container: object = {}, metadata: object = {}) => {
  const whole = deployment('web', { replicas: 1 });
  const [first] = whole.spec.template.spec.containers;
  return {
    ...whole,
    spec: {
      ...whole.spec,
      template: {
        metadata: { labels: { app: 'web' }, ...metadata },
        spec: { ...whole.spec.template.spec, ...spec, containers: [{ ...first, ...container }] },
      },
    },
  };
};
const service = (app = 'web') => ({
  ...kinds.Service,
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { app }, ports: [{ port: 80, targetPort: 'http' }] },
});
const claim = {
  ...kinds.PersistentVolumeClaim,
  metadata: { name: 'data', namespace: 'default' },
  spec: { storageClassName: 'fast', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const mounting = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
const below = ['Deployment/default/web', 'Service/default/web'];

describe('what is broken in a cluster with real controllers', () => {
  test('a Deployment and its Service that are as they should be show nothing', async () => {
    expect(await told(web({}), service())).toEqual([]);
  });

  test.each([
    [
      'a nodeSelector that no node has',
      [web({ nodeSelector: { disk: 'ssd' } }), service()],
      {
        playbook: 'pod-unschedulable',
        objects: ['Pod/default/web'],
        cause: 'no node has the labels that it asks for by nodeSelector or node affinity',
        consequences: below,
      },
    ],
    [
      'a Secret that is not there',
      [web({}, { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'a' } } }] }), service()],
      {
        playbook: 'pod-config-error',
        objects: ['Pod/default/web'],
        cause: 'there is no secret login in its namespace',
        consequences: below,
      },
    ],
    [
      'a class of storage that is not there',
      [claim, web(mounting), service()],
      {
        playbook: 'claim-pending',
        objects: ['PersistentVolumeClaim/default/data'],
        cause: 'there is no class fast',
        consequences: ['Deployment/default/web', 'Pod/default/web', 'Service/default/web'],
      },
    ],
    [
      'a service account that is not there',
      [web({ serviceAccountName: 'web' }), service()],
      {
        playbook: 'pods-not-created',
        objects: ['ReplicaSet/default/web'],
        cause: 'its service account web is not there',
        consequences: below,
      },
    ],
    [
      'a selector with a typing error',
      [web({}), service('wbe')],
      {
        playbook: 'service-without-endpoints',
        objects: ['Service/default/web'],
        cause: 'its selector fits no pod: those of Deployment/default/web have other labels',
        consequences: [],
      },
    ],
    [
      'a port that no container has',
      [web({}, { ports: [{ name: 'web', containerPort: 8080 }] }), service()],
      {
        playbook: 'service-without-endpoints',
        objects: ['Service/default/web'],
        cause: 'no container of its pods has a port named http',
        consequences: [],
      },
    ],
  ])('%s stands first, and what follows from it below', async (_, objects, first) => {
    const [root, ...others] = await told(...objects);
    expect(others).toEqual([]);
    expect(root).toMatchObject({ ...first, severity: 'error' });
  });
});
