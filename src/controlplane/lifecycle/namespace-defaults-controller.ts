import type { Controller } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import type { KindRef, KubeObject } from '../../kube/object.ts';
import { type ConfigMap, kinds, type Namespace } from '../../kube/types.ts';
import { isDeleting } from '../kit/ownership.ts';

export const rootCertificateName = 'kube-root-ca.crt';
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/**
 * What every namespace is given: the service account `default` (pkg/controller/serviceaccount) and the config map
 * kube-root-ca.crt (pkg/controller/certificates/rootcacertpublisher), made again when they are deleted.
 */
export function namespaceDefaultsController(rootCertificate: string): Controller {
  const ofNamespace = (name: string) => [{ namespace: '', name }];
  return {
    id: 'kubernetes/namespace-defaults',
    watches: [
      { kind: kinds.Namespace },
      {
        kind: kinds.ServiceAccount,
        requests: ({ type, object: { metadata } }) =>
          type === 'DELETED' && metadata.name === 'default' ? ofNamespace(metadata.namespace ?? '') : [],
      },
      {
        kind: kinds.ConfigMap,
        requests: ({ type, object: { metadata } }) =>
          type !== 'ADDED' && metadata.name === rootCertificateName ? ofNamespace(metadata.namespace ?? '') : [],
      },
    ],
    reconcile: async ({ name }, { cluster }) => {
      const namespace = await cluster.get<Namespace>(kinds.Namespace, name);
      if (!namespace || isDeleting(namespace)) return undefined;
      const ensure = async <T extends KubeObject>(kind: KindRef, wanted: T): Promise<T> => {
        const found = await cluster.get<T>(kind, wanted.metadata.name, name);
        if (found) return found;
        try {
          return await cluster.create(wanted);
        } catch (error) {
          if (!isReason(error, 'AlreadyExists') && !isReason(error, 'Forbidden')) throw error;
          return wanted;
        }
      };
      await ensure(kinds.ServiceAccount, { ...kinds.ServiceAccount, metadata: { name: 'default', namespace: name } });
      const annotations = { 'kubernetes.io/description': description };
      const data = { 'ca.crt': rootCertificate };
      const wanted: ConfigMap = {
        ...kinds.ConfigMap,
        metadata: { name: rootCertificateName, namespace: name, annotations },
        data,
      };
      const found = await ensure<ConfigMap>(kinds.ConfigMap, wanted);
      if (found.data?.['ca.crt'] !== rootCertificate) await cluster.update({ ...found, data });
      return undefined;
    },
  };
}
