import { printRef, type UnknownObject } from '../../kube/object.ts';
import { groupKindOf } from './apply-set.ts';

/** What is removed together. */
export interface LeavingTogether {
  readonly objects: readonly UnknownObject[];
  /** Releases of helm that are uninstalled, as `namespace/name`. */
  readonly releases: ReadonlySet<string>;
}

/** An object of a kind by its name, whatever the version. */
export const objectKey = (object: UnknownObject): string =>
  `${groupKindOf(object)} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/** Whether an object goes with what leaves: as one of it, or as part of a release that is uninstalled. */
export function isLeavingWith({ objects, releases }: LeavingTogether): (object: UnknownObject) => boolean {
  const keys = new Set(objects.map(objectKey));
  return (object) => {
    if (keys.has(objectKey(object))) return true;
    const release = releaseOf(object);
    return release !== undefined && releases.has(release);
  };
}

/** The release that removes an object when it is uninstalled; undefined where none does. */
function releaseOf({ kind, metadata }: UnknownObject): string | undefined {
  const { annotations = {}, labels = {}, namespace = '' } = metadata;
  if (kind === 'Secret' && labels.owner === 'helm' && labels.name !== undefined) return `${namespace}/${labels.name}`;
  const name = annotations['meta.helm.sh/release-name'];
  if (name === undefined || annotations['helm.sh/resource-policy'] === 'keep') return undefined;
  return `${annotations['meta.helm.sh/release-namespace'] ?? namespace}/${name}`;
}

/** Why a namespace is still needed: an object or a release, as `namespace/name`, lives in it. Undefined for one that is not. */
export const neededIn =
  (members: readonly UnknownObject[], releases: Iterable<string>) =>
  (namespace: string): string | undefined => {
    const member = members.find(({ metadata }) => metadata.namespace === namespace);
    if (member) return `${printRef(member)} lives in it`;
    const release = [...releases].find((name) => name.startsWith(`${namespace}/`));
    return release === undefined ? undefined : `the release ${release} lives in it`;
  };
