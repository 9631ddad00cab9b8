import type { Cluster } from '../../../cluster/cluster.ts';
import type { Controller, Request } from '../../../cluster/controller.ts';
import { findRunning, onPart } from '../../../controlplane/kit/system-part.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { type ConfigMap, kinds, type StorageClass } from '../../../kube/types.ts';
import { longhornClass, longhornDriver } from '../component-names.ts';
import { deployerPart, managerPart } from '../running.ts';
import { classConfig, classOfText, isOutdated, staticClass } from './class.ts';

const everything: Request = { namespace: '', name: '*' };

/**
 * While its managers run, Longhorn keeps the class `longhorn` as the chart's ConfigMap says, and `longhorn-static`; what deploys the driver
 * registers it (longhorn-manager controller/kubernetes_configmap_controller.go, controller/setting_controller.go, csi/deployment.go).
 */
export const classController = (): Controller => ({
  id: 'longhorn/classes',
  watches: [
    onPart(managerPart, [everything]),
    onPart(deployerPart, [everything]),
    {
      kind: kinds.ConfigMap,
      requests: ({ object }) => (object.metadata.name === classConfig.name ? [everything] : []),
    },
    { kind: kinds.StorageClass, requests: ({ object }) => (isOwn(object) ? [everything] : []) },
  ],
  reconcile: async (_, { cluster }) => {
    const [managers] = await findRunning(cluster, managerPart);
    if (managers) await keepClasses(cluster, managers.metadata.namespace ?? '');
    if ((await findRunning(cluster, deployerPart)).length > 0) await register(cluster);
    return undefined;
  },
});

const isOwn = ({ metadata: { name } }: KubeObject): boolean =>
  name === longhornClass || name === staticClass.metadata.name;

async function keepClasses(cluster: Cluster, namespace: string): Promise<void> {
  if (!(await cluster.get(kinds.StorageClass, staticClass.metadata.name))) await cluster.create(staticClass);
  const text = (await cluster.get<ConfigMap>(kinds.ConfigMap, classConfig.name, namespace))?.data?.[classConfig.file];
  const wanted = text === undefined ? undefined : classOfText(text);
  if (!wanted || text === undefined) return;
  const existing = await cluster.get<StorageClass>(kinds.StorageClass, longhornClass);
  if (!isOutdated(existing, text)) return;
  if (existing) await cluster.delete(kinds.StorageClass, longhornClass);
  await cluster.create(wanted);
}

async function register(cluster: Cluster): Promise<void> {
  if (await cluster.get(kinds.CSIDriver, longhornDriver)) return;
  const driver = { ...kinds.CSIDriver, metadata: { name: longhornDriver } };
  await cluster.create({ ...driver, spec: { attachRequired: true, podInfoOnMount: true } } as KubeObject);
}
