import type { UnknownObject } from '../../../kube/object.ts';

/** The class of volumes on the disks of nodes, unless the lab switches it off (k3s manifests/local-storage.yaml). */
export function localPath({ distribution }: { readonly distribution: object }): readonly UnknownObject[] {
  const { disable } = distribution as { readonly disable?: readonly string[] };
  if (disable?.includes('local-storage')) return [];
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'local-path', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      ...{ provisioner: 'rancher.io/local-path', reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer' },
    },
  ];
}
