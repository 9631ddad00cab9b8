import type { Json, UnknownObject } from '../../../kube/object.ts';
import { kinds, type StorageClass } from '../../../kube/types.ts';
import { readDocuments } from '../../../kube/yaml-read.ts';
import { longhornDriver } from '../component-names.ts';

/** The ConfigMap of the chart that says what the class is, and the file in it. */
export const classConfig = { name: 'longhorn-storageclass', file: 'storageclass.yaml' } as const;

/** Where a class made from the ConfigMap keeps the text it was made from. */
const madeFrom = 'longhorn.io/last-applied-configmap';

/**
 * The class that a text of the ConfigMap asks for; undefined where it is none
 * (longhorn-manager controller/kubernetes_configmap_controller.go, buildStorageClassManifestFromYAMLString).
 */
export function classOfText(text: string): StorageClass | undefined {
  const { documents, findings } = readDocuments(text, classConfig.file);
  const [first] = documents;
  if (findings.length > 0 || !isClass(first?.value)) return undefined;
  const { metadata } = first.value;
  return { ...first.value, metadata: { ...metadata, annotations: { ...metadata.annotations, [madeFrom]: text } } };
}

function isClass(value: Json | undefined): value is StorageClass {
  const object = value as UnknownObject | undefined;
  return (
    object?.kind === kinds.StorageClass.kind &&
    object.apiVersion === kinds.StorageClass.apiVersion &&
    typeof object.metadata?.name === 'string'
  );
}

/** Whether a class must be made anew: fields of a class cannot be changed (same file, needToUpdateStorageClass). */
export const isOutdated = (existing: StorageClass | undefined, text: string): boolean =>
  existing?.metadata.annotations?.[madeFrom] !== text;

/** The class of volumes that are made by hand, in the UI or from a backup (longhorn-manager controller/setting_controller.go). */
export const staticClass: StorageClass = {
  ...kinds.StorageClass,
  metadata: { name: 'longhorn-static' },
  provisioner: longhornDriver,
  allowVolumeExpansion: true,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
  parameters: { staleReplicaTimeout: '30' },
};
