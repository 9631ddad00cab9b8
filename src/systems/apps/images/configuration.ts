import { type ImageConflict, isBelow, type RunContainer, userConflict } from './image.ts';
import type { KnownSpec } from './image-objects.ts';

/**
 * Where a container contradicts the configuration of its image. What the image exposes is a note of its author, and ports follow flags,
 * variables and files: of them only that is said which nothing here could change.
 */
export const configurationConflicts = (container: RunContainer, known: KnownSpec): readonly ImageConflict[] =>
  [
    userConflict(container, { user: readUser(known.user), source: known.source, port: known.ports[0] ?? 0 }),
    exposedConflict(container, known),
    hiddenConflict(container, known),
    unkeptConflict(container, known),
  ].filter((conflict) => conflict !== undefined);

/** An id, or a name; an image that names none runs as root (containerd internal/cri/server/images/image_status.go getUserFromImage). */
const readUser = (user: string): number | string => (/^\d+$/.test(user || '0') ? Number(user) : user);

/** Whether something that a container is told may make its program listen elsewhere. */
export const mayListenAnywhere = ({ args, env, moreEnv, mounts, otherProgram }: RunContainer): boolean =>
  otherProgram || moreEnv || args.length > 0 || env.size > 0 || mounts.length > 0;

/** All ports that a container names, or its probes ask, where none of them is exposed and nothing tells the program to listen there. */
function exposedConflict(container: RunContainer, { ports, source }: KnownSpec): ImageConflict | undefined {
  const { probes, image } = container;
  const asked = [...new Set([...container.ports, ...probes.map(([, port]) => port)])];
  if (
    mayListenAnywhere(container) ||
    ports.length === 0 ||
    asked.length === 0 ||
    asked.some((port) => ports.includes(port))
  )
    return undefined;
  const message = `${image} exposes ${ports.join(', ')}, and nothing here makes it listen on ${asked.join(', ')} (${source})`;
  return { kind: 'exposed', message, port: ports[0]!, folders: [] };
}

/**
 * A folder that the image declares as a volume, with a volume that lasts mounted above it: the runtime mounts an empty one over it,
 * unless something is mounted at the very folder (containerd internal/cri/server/container_create.go volumeMounts; mounts are sorted by
 * depth, internal/cri/opts/spec_linux_opts.go WithMounts). Nothing is said where the container names another folder in that volume.
 */
function hiddenConflict(container: RunContainer, { volumes, source }: KnownSpec): ImageConflict | undefined {
  const { image, kept = [], args, env, moreEnv } = container;
  const words = [...args, ...[...env.values()].map((value) => value ?? '')];
  if (moreEnv || [...env.values()].includes(undefined)) return undefined;
  for (const folder of unmounted(container, volumes)) {
    const above = kept.find((mount) => isBelow(folder, mount));
    if (above === undefined || words.some((word) => word.includes(above))) continue;
    const message = `${image} declares ${folder} as a volume, and what is mounted at ${above} does not hold it: the runtime mounts an empty volume over it, which goes with the container (${source})`;
    return { kind: 'hidden', message, port: 0, folders: [folder] };
  }
  return undefined;
}

/** Declared volumes at which nothing is mounted: writable even on a read-only root (containerd mounts them), and empty in each new container. */
function unkeptConflict(container: RunContainer, { volumes, source }: KnownSpec): ImageConflict | undefined {
  const folders = unmounted(container, volumes).filter(
    (folder) => !container.mounts.some((mount) => isBelow(folder, mount)),
  );
  if (folders.length === 0) return undefined;
  const root = container.readOnlyRoot ? '; on k3s and Talos it can be written to although the root is read-only' : '';
  const message = `${container.image} declares ${folders.join(' and ')} as a volume, and nothing is mounted there: what it writes is gone with the container${root} (${source})`;
  return { kind: 'unkept', message, port: 0, folders };
}

const unmounted = ({ mounts }: RunContainer, volumes: readonly string[]): readonly string[] =>
  volumes.filter((folder) => !mounts.some((mount) => samePath(mount, folder)));

const samePath = (a: string, b: string): boolean => a.replace(/\/+$/, '') === b.replace(/\/+$/, '');
