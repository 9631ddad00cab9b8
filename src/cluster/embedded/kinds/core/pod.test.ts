import { beforeEach, describe, expect, it } from 'vitest';
import { seededRuntime } from '../../../../core/runtime.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import { kinds, type Pod } from '../../../../kube/types.ts';
import type { EmbeddedCluster } from '../../contract.ts';
import { createEmbeddedCluster } from '../../index.ts';

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

let embedded: EmbeddedCluster;

const account = (name: string, more: object = {}) =>
  embedded.cluster.create({ ...kinds.ServiceAccount, metadata: { name, namespace: 'default' }, ...more } as KubeObject);

const create = async (spec: object = {}): Promise<Pod> => {
  const containers = [{ name: 'a', image: 'x' }];
  const pod = { ...kinds.Pod, metadata: { name: 'p', namespace: 'default' }, spec: { containers, ...spec } };
  return (await embedded.cluster.create(pod as KubeObject)) as Pod;
};

interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}
const mountsOf = (container: unknown) => (container as { readonly volumeMounts?: readonly Mount[] }).volumeMounts ?? [];
const tokenMounts = (pod: Pod) =>
  pod.spec.containers.flatMap(mountsOf).filter(({ mountPath }) => mountPath === tokenPath);

beforeEach(() => {
  embedded = createEmbeddedCluster({ runtime: seededRuntime() });
});

describe('the service account of a pod', () => {
  it('is the default one, and its token is mounted into every container once', async () => {
    await account('default');
    const pod = await create({ initContainers: [{ name: 'i', image: 'x' }] });
    expect(pod.spec).toMatchObject({ serviceAccountName: 'default', serviceAccount: 'default' });
    expect(pod.spec).not.toHaveProperty('imagePullSecrets');
    expect(pod.spec.volumes).toHaveLength(1);
    const [volume] = pod.spec.volumes ?? [];
    expect(volume?.name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(volume).toMatchObject({
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
        ],
      },
    });
    const mount = { name: volume?.name, readOnly: true, mountPath: tokenPath };
    expect(pod.spec.containers.map(mountsOf)).toEqual([[mount]]);
    expect(pod.spec.initContainers?.map(mountsOf)).toEqual([[mount]]);
  });

  it('must be there', async () => {
    await expect(create()).rejects.toThrow(
      'pods "p" is forbidden: error looking up service account default/default: serviceaccount "default" not found',
    );
    await account('default');
    await expect(create({ serviceAccountName: 'robot' })).rejects.toThrow('serviceaccount "robot" not found');
    await account('robot');
    expect((await create({ serviceAccountName: 'robot' })).spec.serviceAccountName).toBe('robot');
  });

  it.each([
    ['neither says', {}, {}, 1],
    ['the account says no', { automountServiceAccountToken: false }, {}, 0],
    ['the pod says no', {}, { automountServiceAccountToken: false }, 0],
    [
      'the pod says yes over the account',
      { automountServiceAccountToken: false },
      { automountServiceAccountToken: true },
      1,
    ],
    [
      'the pod says no over the account',
      { automountServiceAccountToken: true },
      { automountServiceAccountToken: false },
      0,
    ],
  ])('has its token mounted or not when %s', async (_when, ofAccount, ofPod, mounts) => {
    await account('default', ofAccount);
    const pod = await create(ofPod);
    expect(tokenMounts(pod)).toHaveLength(mounts);
    expect(pod.spec.volumes ?? []).toHaveLength(mounts);
  });

  it('has its token left out where something else is mounted in its place', async () => {
    await account('default');
    const taken = { name: 'a', image: 'x', volumeMounts: [{ name: 'own', mountPath: tokenPath }] };
    const volumes = [{ name: 'own', emptyDir: {} }];
    const all = await create({ containers: [taken], volumes });
    expect(all.spec.volumes?.map(({ name }) => name)).toEqual(['own']);
    expect(mountsOf(all.spec.containers[0])).toHaveLength(1);
    await embedded.cluster.delete(kinds.Pod, 'p', 'default', { gracePeriodSeconds: 0 });
    const one = await create({ containers: [taken, { name: 'b', image: 'x' }], volumes });
    expect(one.spec.volumes).toHaveLength(2);
    expect(one.spec.containers.map((container) => mountsOf(container).map(({ name }) => name))).toEqual([
      ['own'],
      [expect.stringMatching(/^kube-api-access-/)],
    ]);
  });

  it('has its token mounted from the volume that is there for it already', async () => {
    await account('default');
    const volumes = [{ name: 'kube-api-access-abcde', emptyDir: {} }];
    const pod = await create({ volumes });
    expect(pod.spec.volumes).toHaveLength(1);
    expect(tokenMounts(pod).map(({ name }) => name)).toEqual(['kube-api-access-abcde']);
  });

  it('gives its pull secrets to pods that name none', async () => {
    await account('default', { imagePullSecrets: [{ name: 'registry' }] });
    expect((await create()).spec).toMatchObject({ imagePullSecrets: [{ name: 'registry' }] });
    await embedded.cluster.delete(kinds.Pod, 'p', 'default', { gracePeriodSeconds: 0 });
    expect((await create({ imagePullSecrets: [] })).spec).toMatchObject({ imagePullSecrets: [{ name: 'registry' }] });
    await embedded.cluster.delete(kinds.Pod, 'p', 'default', { gracePeriodSeconds: 0 });
    const own = await create({ imagePullSecrets: [{ name: 'own' }], automountServiceAccountToken: false });
    expect(own.spec).toMatchObject({ imagePullSecrets: [{ name: 'own' }] });
  });
});
