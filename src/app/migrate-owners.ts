import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json, UnknownObject } from '../kube/object.ts';
import { specOf } from '../repo/flux-objects.ts';
import { asRelease, releaseNamespace } from '../repo/releases/release.ts';
import type { PlatformState } from './migrate-state.ts';

const objectAt = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
const listAt = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** A container on a claimed volume. */
interface ClaimUse {
  /** `namespace/name` of the claim. */
  readonly claim: string;
  readonly user: number;
  /** A file on the volume that its arguments name. */
  readonly file?: string;
  /** Whether files of another user are handed over before it starts, or its group may use them. */
  readonly isHandedOver: boolean;
}

/**
 * Files that one user has written and another is to use, with nothing that hands them over: a file that its owner alone may use (mode 600) is
 * refused then. A sentence for each claim.
 */
export function strangersFiles(old: PlatformState, now: PlatformState): readonly string[] {
  const before = new Map(claimUses(old).map((use) => [use.claim, use]));
  return claimUses(now).flatMap(({ claim, user, file = 'files', isHandedOver }) => {
    const writer = before.get(claim)?.user;
    if (writer === undefined || writer === user || user === 0 || isHandedOver) return [];
    return [
      `open ${file}: permission denied: user ${writer} has written it on ${claim}, and user ${user} is to read it`,
    ];
  });
}

function claimUses(state: PlatformState): readonly ClaimUse[] {
  const rendered = state.releases.flatMap(({ release, rendering }) =>
    (rendering?.objects ?? []).map((object) => ({ object, namespace: releaseNamespace(asRelease(release.object)) })),
  );
  const applied = state.repository.objects.map(({ object }) => ({ object, namespace: '' }));
  return [...rendered, ...applied].flatMap(({ object, namespace }) => usesOf(object, namespace));
}

function usesOf(object: UnknownObject, usual: string): readonly ClaimUse[] {
  if (!['Deployment', 'StatefulSet', 'DaemonSet'].includes(object.kind)) return [];
  const pod = objectAt(objectAt(specOf(object).template).spec);
  const settings = objectAt(pod.securityContext);
  return listAt(pod.volumes).flatMap(({ name, persistentVolumeClaim }) => {
    const claim = objectAt(persistentVolumeClaim).claimName;
    if (typeof claim !== 'string') return [];
    const mounted = (container: JsonObject) => listAt(container.volumeMounts).find((mount) => mount.name === name);
    const isHandedOver = settings.fsGroup !== undefined || listAt(pod.initContainers).some(mounted);
    return listAt(pod.containers).flatMap((container): ClaimUse[] => {
      const mount = mounted(container);
      const user = objectAt(container.securityContext).runAsUser ?? settings.runAsUser;
      if (!mount || typeof user !== 'number') return [];
      const file = fileIn(container, String(mount.mountPath));
      const namespace = object.metadata.namespace ?? usual;
      return [{ claim: `${namespace}/${claim}`, user, isHandedOver, ...(file !== undefined && { file }) }];
    });
  });
}

/** The first file below a folder that an argument names. */
function fileIn({ args }: JsonObject, folder: string): string | undefined {
  const texts = Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [];
  return texts.flatMap((text) => text.split(/[=\s]/)).find((word) => word.startsWith(`${folder}/`));
}
