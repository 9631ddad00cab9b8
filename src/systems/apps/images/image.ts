import { type ImageFacts, imageFactsOf } from './image-facts.ts';

/** What is needed of a container to hold it against its image. */
export interface RunContainer {
  readonly image: string;
  /** It runs another program than the image's own. */
  readonly otherProgram: boolean;
  readonly args: readonly string[];
  /** Values by name; undefined for one that comes from elsewhere. */
  readonly env: ReadonlyMap<string, string | undefined>;
  /** Variables of unknown names come from elsewhere. */
  readonly moreEnv: boolean;
  /** Ports that it is said to listen on. */
  readonly ports: readonly number[];
  /** Ports that its probes ask, each with the name of the probe. */
  readonly probes: readonly (readonly [probe: string, port: number])[];
  readonly mounts: readonly string[];
  /** Those mounts that hold volumes which outlast the pod. */
  readonly kept?: readonly string[];
  readonly user?: number;
  readonly nonRoot: boolean;
  readonly readOnlyRoot: boolean;
}

/** A contradiction between a container and what is known of its image: of a few images more, of others what their configuration says. */
export interface ImageConflict {
  readonly kind: 'port' | 'user' | 'folder' | 'exposed' | 'hidden' | 'unkept';
  readonly message: string;
  /** What is at fault, for the one who says what to write: the port it listens on, the folders it writes to. */
  readonly port: number;
  readonly folders: readonly string[];
}

/** Where a container contradicts an image of the table; nothing for any other, or one that runs another program. */
export function imageConflicts(container: RunContainer): readonly ImageConflict[] {
  const facts = imageFactsOf(container.image);
  if (!facts || container.otherProgram) return [];
  return [
    portConflict(container, facts),
    ...probeConflicts(container, facts),
    userConflict(container, facts),
    folderConflict(container, facts),
  ].flatMap((conflict) => conflict ?? []);
}

function portConflict(container: RunContainer, facts: ImageFacts): ImageConflict | undefined {
  const port = listeningPort(container, facts);
  if (port === undefined || container.ports.length === 0 || container.ports.includes(port)) return undefined;
  const message = `${container.image} listens on ${port}, not on ${container.ports.join(', ')} (${facts.source})`;
  return { kind: 'port', message, port, folders: [] };
}

/** Nobody answers a probe on another port; ports that the container names too are told of already. */
function probeConflicts(container: RunContainer, facts: ImageFacts): readonly ImageConflict[] {
  const port = listeningPort(container, facts);
  if (port === undefined) return [];
  return container.probes
    .filter(([, asked]) => asked !== port && !container.ports.includes(asked))
    .map(([probe, asked]) => {
      const message = `${container.image} listens on ${port}, and its ${probe} asks port ${asked} (${facts.source})`;
      return { kind: 'port', message, port, folders: [] };
    });
}

/** The port the program listens on; undefined when something unseen may have set it. */
export function listeningPort(container: RunContainer, facts: ImageFacts): number | undefined {
  const { portFlag, portVariable, configuration } = facts;
  if (configuration !== undefined && container.mounts.some((mount) => isBelow(mount, configuration))) return undefined;
  const flag = portFlag === undefined ? undefined : flagValue(container.args, portFlag);
  if (flag !== undefined) return readPort(flag);
  if (portVariable === undefined) return facts.port;
  if (!container.env.has(portVariable)) return container.moreEnv ? undefined : facts.port;
  const value = container.env.get(portVariable);
  return value === '' ? facts.port : readPort(value);
}

/** The last value of a flag as Go reads it: `-port 80`, `--port=80`; nothing after `--` or the first word that is none (flag.go parseOne). */
function flagValue(args: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const [, flag, given] = /^--?([^-=][^=]*)(?:=([\s\S]*))?$/.exec(args[i]!) ?? [];
    if (flag === undefined) break;
    if (flag !== name) continue;
    value = given ?? args[++i];
  }
  return value;
}

const readPort = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;

/** kubernetes pkg/kubelet/kuberuntime/security_context.go verifyRunAsNonRoot */
export function userConflict(
  container: RunContainer,
  { user, source, port }: Pick<ImageFacts, 'user' | 'source' | 'port'>,
): ImageConflict | undefined {
  if (!container.nonRoot || container.user !== undefined) return undefined;
  if (typeof user === 'number' && user !== 0) return undefined;
  const refusal =
    user === 0
      ? 'container has runAsNonRoot and image will run as root'
      : `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root`;
  return {
    kind: 'user',
    message: `${container.image}: the kubelet refuses it: ${refusal} (${source})`,
    port,
    folders: [],
  };
}

/** Only its own user, or root, may write to its folders; nobody may on a read-only root. A volume is writable. */
function folderConflict(container: RunContainer, facts: ImageFacts): ImageConflict | undefined {
  const user = container.user ?? facts.user;
  const denied = facts.writes.filter(
    (folder) => container.readOnlyRoot || (user !== 0 && user !== facts.user && folder !== '/tmp'),
  );
  const folders = denied.filter((folder) => !container.mounts.some((mount) => isBelow(folder, unlinked(mount))));
  if (folders.length === 0) return undefined;
  const why = container.readOnlyRoot ? 'its root file system is read-only' : `user ${user} may not`;
  const message = `${container.image} does not start unless it can write to ${folders.join(' and ')}, and ${why} (${facts.source})`;
  return { kind: 'folder', message, port: facts.port, folders };
}

/** `/var/run` leads to `/run` in all images of these days. */
const unlinked = (path: string): string => path.replace(/^\/var\/run(?=\/|$)/, '/run');

/** Whether a path is a folder, or lies in it. */
export const isBelow = (path: string, folder: string): boolean =>
  `${path}/`.startsWith(`${folder.replace(/\/+$/, '')}/`);
