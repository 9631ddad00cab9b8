import { kinds, type PersistentVolume, type PersistentVolumeClaim, type Pod } from '../../kube/types.ts';
import type { SeenCluster } from './seen-cluster.ts';

/** A folder of an NFS server, as `server:/path`. */
type Share = { readonly server: string; readonly share: string };

/** The NFS share that a volume of a pod mounts, itself or by its claim; undefined where it is another kind of volume. Reads claims and volumes. */
export function nfsShareOf(pod: Pod, volumeName: string, seen: SeenCluster): Share | undefined {
  const volume = (pod.spec.volumes ?? []).find(({ name }) => name === volumeName);
  if (volume?.nfs) return shareOf(volume.nfs.server, volume.nfs.path);
  const claimName = volume?.persistentVolumeClaim?.claimName;
  const claim =
    claimName === undefined
      ? undefined
      : seen.find<PersistentVolumeClaim>(kinds.PersistentVolumeClaim, claimName, pod.metadata.namespace);
  const bound = claim?.spec?.volumeName;
  const spec = bound === undefined ? undefined : seen.find<PersistentVolume>(kinds.PersistentVolume, bound)?.spec;
  if (spec?.nfs) return shareOf(spec.nfs.server, spec.nfs.path);
  // The CSI driver for NFS keeps both in the attributes (kubernetes-csi/csi-driver-nfs docs/driver-parameters.md).
  const { server, share } = spec?.csi?.volumeAttributes ?? {};
  return spec?.csi?.driver === 'nfs.csi.k8s.io' && server !== undefined ? shareOf(server, share ?? '/') : undefined;
}

const shareOf = (server: string, path: string): Share => ({ server, share: `${server}:${path}` });
