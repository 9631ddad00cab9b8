/** What an image says of itself: what a runtime does with it unless it is told otherwise (image-spec config.md). */
export interface ImageConfiguration {
  /** Ports it exposes, in order; of UDP and SCTP ports nothing is said here. */
  readonly ports: readonly number[];
  /** `User` as it stands there, without the group: an id, a name, or empty for root. */
  readonly user: string;
  /** Folders it declares as volumes, in order. */
  readonly volumes: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingFolder: string;
  /** Names of the variables it sets, with their values. */
  readonly env: ReadonlyMap<string, string>;
  /** `linux/amd64` */
  readonly platform: string;
}

/** Reads the configuration of an image; undefined for what is none, e.g. that of a chart. */
export function readImageConfiguration(content: unknown): ImageConfiguration | undefined {
  if (!isRecord(content) || typeof content.os !== 'string' || !isRecord(content.rootfs)) return undefined;
  const config = isRecord(content.config) ? content.config : {};
  return {
    ports: tcpPorts(keysOf(config.ExposedPorts)),
    user: typeof config.User === 'string' ? config.User.split(':')[0]! : '',
    volumes: keysOf(config.Volumes).sort(),
    entrypoint: texts(config.Entrypoint),
    command: texts(config.Cmd),
    workingFolder: typeof config.WorkingDir === 'string' && config.WorkingDir !== '' ? config.WorkingDir : '/',
    env: new Map(texts(config.Env).map(splitVariable)),
    platform: `${content.os}/${typeof content.architecture === 'string' ? content.architecture : 'unknown'}`,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keysOf = (value: unknown): string[] => (isRecord(value) ? Object.keys(value) : []);

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

const splitVariable = (text: string): [string, string] => {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
};

/** `80/tcp`, or `80` for the same (image-spec config.md, ExposedPorts). */
const tcpPorts = (exposed: readonly string[]): readonly number[] =>
  exposed
    .flatMap((text) => /^(\d{1,5})(?:\/tcp)?$/.exec(text)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

/** The user an image runs as: an id, or a name that no kubelet can look up; an image that names none runs as root. */
export function userOf({ user }: Pick<ImageConfiguration, 'user'>): number | string {
  if (user === '') return 0;
  return /^\d+$/.test(user) ? Number(user) : user;
}
