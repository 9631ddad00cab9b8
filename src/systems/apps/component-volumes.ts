import type { ComposedObject } from '../../compose/composed-object.ts';
import type { Roles } from '../../compose/roles.ts';
import { slugOf } from './component-names.ts';
import { writableFolders } from './component-security.ts';
import type { LabApp } from './lab.ts';
import { type AppVolume, localClass, volumesOf } from './lab-mounts.ts';
import { shareOf } from './lab-volume-words.ts';

/** A volume with the names that follow from its folder. */
interface NamedVolume extends AppVolume {
  /** Name inside the pod. */
  readonly name: string;
  /** Name of the object that it comes of. */
  readonly object: string;
}

function namedVolumes(app: LabApp): readonly NamedVolume[] {
  const seen = new Set<string>();
  return volumesOf(app).map((volume, index) => {
    const slug = slugOf(volume.folder);
    const name = seen.has(slug) ? `${slug}-${index}` : slug;
    seen.add(name);
    return { ...volume, name: `volume-${name}`, object: `${app.name}-${name}` };
  });
}

const writableName = (folder: string, index: number): string => (folder === '/tmp' ? 'tmp' : `writable-${index}`);

/** The volumes of the pod: empty ones for writable folders, then those of the lab file. */
export const podVolumes = (app: LabApp, { namespace, shares }: Surroundings) => [
  ...writableFolders(app).map((folder, index) => ({ name: writableName(folder, index), emptyDir: {} })),
  ...namedVolumes(app).map((volume) => ({
    name: volume.name,
    ...(shareVolume(volume, { namespace, shares })?.source ?? sourceOf(volume)),
  })),
];

/** Where an app is, and what it may mount there. */
type Surroundings = Pick<Roles, 'shares' | 'storage'> & { readonly namespace: string };

/** A volume that is a share of the lab; undefined for any other. */
function shareVolume({ nfs, object, readOnly = false }: NamedVolume, { namespace, shares }: Surroundings) {
  const named = nfs === undefined ? undefined : shareOf(nfs);
  return named && shares?.mount({ ...named, ...{ name: object, namespace, readOnly } });
}

/** Where the volumes are mounted. */
export const podMounts = (app: LabApp) => [
  ...writableFolders(app).map((folder, index) => ({ name: writableName(folder, index), mountPath: folder })),
  ...namedVolumes(app).map(({ name, folder, readOnly, configMap, secret }) => ({
    name,
    mountPath: folder,
    ...((readOnly || configMap || secret) && { readOnly: true }),
  })),
];

function sourceOf(volume: NamedVolume): object {
  const { nfs, configMap, secret, emptyDir, hostPath, object } = volume;
  if (nfs !== undefined) {
    const [server, ...path] = nfs.split(':');
    return { nfs: { server, path: path.join(':'), ...(volume.readOnly && { readOnly: true }) } };
  }
  if (configMap) return { configMap: { name: object } };
  if (secret) return { secret: { secretName: object } };
  if (emptyDir !== undefined)
    return { emptyDir: emptyDir === 'memory' ? { medium: 'Memory' } : { sizeLimit: emptyDir } };
  if (hostPath !== undefined) return { hostPath: { path: hostPath } };
  return { persistentVolumeClaim: { claimName: object } };
}

/** The Secrets that an app mounts: their names and where their values are. */
export const mountedSecrets = (app: LabApp) =>
  namedVolumes(app).flatMap(({ secret, object, folder }) => (secret ? [{ secret, name: object, folder }] : []));

/** The claims and the files that the volumes come of. */
export const volumeObjects = (app: LabApp, { namespace, shares, storage }: Surroundings): ComposedObject[] =>
  namedVolumes(app).flatMap((volume): readonly ComposedObject[] => {
    const shared = shareVolume(volume, { namespace, shares });
    const slug = volume.name.slice('volume-'.length);
    if (shared) return shared.objects.map((each) => ({ ...each, file: each.file.replace(volume.object, slug) }));
    const metadata = { name: volume.object, namespace };
    if (volume.configMap) {
      const data = { ...volume.configMap };
      return [
        { file: `configmap-${slug}.yaml`, object: { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...{ data } } },
      ];
    }
    const size = volume.size ?? volume.localPath;
    return size === undefined
      ? []
      : [
          {
            file: `claim-${slug}.yaml`,
            object: claimObject(metadata, { ...volume, class: volume.class ?? storage?.className }, size),
          },
        ];
  });

/** The claim of a volume: of the class that is named, of the lab's own, or else of that which the cluster takes by itself. */
function claimObject(
  metadata: { readonly name: string; readonly namespace: string },
  volume: Pick<AppVolume, 'class' | 'localPath' | 'shared'>,
  size: string,
) {
  const storageClassName = volume.localPath === undefined ? volume.class : localClass;
  const spec = {
    accessModes: [volume.shared ? 'ReadWriteMany' : 'ReadWriteOnce'],
    ...(storageClassName !== undefined && { storageClassName }),
    resources: { requests: { storage: size } },
  };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, ...{ spec } };
}
