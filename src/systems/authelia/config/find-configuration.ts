import type { Container, PodSpec, Volume } from '../../../kube/types.ts';

/** Where a pod's configuration stands. */
export interface ConfigurationPlace {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly key: string;
  /** Whether a filter fills the file in before it is read. */
  readonly templated: boolean;
}

/** Images of the program, without registry and tag. */
const image = /(^|\/)authelia\/authelia([:@]|$)/;

/** The container of a pod that is Authelia. */
export const autheliaContainer = ({ containers }: Pick<PodSpec, 'containers'>): Container | undefined =>
  containers.find((container) => image.test(container.image ?? ''));

/** Prefixes of variables that decide who may enter. */
const deciding = /^AUTHELIA_(ACCESS_CONTROL|SESSION|DEFINITIONS|SERVER_ENDPOINTS)_/;

/**
 * The one file a pod reads its configuration from; or why that cannot be said. Upstream: internal/configuration/sources.go (files in the
 * order given, variables over files), Dockerfile (the file without any).
 */
export function findConfiguration(spec: PodSpec): ConfigurationPlace | { readonly unknown: string } {
  const container = autheliaContainer(spec);
  if (!container) return { unknown: 'it is no Authelia' };
  const overridden = container.env?.find(({ name }) => deciding.test(name) && !name.endsWith('_FILE'));
  if (overridden) return { unknown: `the variable ${overridden.name} goes before its file` };
  if ((container.envFrom ?? []).length > 0)
    return { unknown: 'its variables come from elsewhere, and go before its file' };
  const paths = pathsOf(container);
  const [path] = paths;
  if (path === undefined || paths.length > 1) return { unknown: 'it reads its configuration from several files' };
  const templated = filtersOf(container).length > 0;
  return placeOf(spec, container, path, templated) ?? { unknown: `${path} comes from no ConfigMap and no Secret` };
}

const variable = ({ env = [] }: Container, wanted: string): string | undefined =>
  env.find(({ name }) => name === wanted)?.value;

function filtersOf(container: Container): readonly string[] {
  const flag = flagsOf(container, 'config.experimental.filters');
  return [...flag, ...(variable(container, 'X_AUTHELIA_CONFIG_FILTERS') ?? '').split(',')].filter(
    (each) => each !== '',
  );
}

function pathsOf(container: Container): readonly string[] {
  const given = flagsOf(container, 'config');
  const paths = given.length > 0 ? given : (variable(container, 'X_AUTHELIA_CONFIG') ?? '').split(',');
  const named = paths.flatMap((each) => each.split(',')).filter((each) => each !== '');
  return named.length > 0 ? named : ['/config/configuration.yml'];
}

function flagsOf({ args = [], command = [] }: Container, name: string): readonly string[] {
  const words = [...command, ...args];
  return words.flatMap((word, i) => {
    if (word === `--${name}` || (name === 'config' && word === '-c')) return [words[i + 1] ?? ''];
    return word.startsWith(`--${name}=`) ? [word.slice(name.length + 3)] : [];
  });
}

function placeOf(
  { volumes = [] }: PodSpec,
  { volumeMounts = [] }: Container,
  path: string,
  templated: boolean,
): ConfigurationPlace | undefined {
  // The longest path that covers the file is what is seen there.
  const covering = [...volumeMounts]
    .filter(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath.replace(/\/$/, '')}/`))
    .sort((a, b) => b.mountPath.length - a.mountPath.length);
  const [mount] = covering;
  const volume = volumes.find(({ name }) => name === mount?.name);
  if (!mount || !volume) return undefined;
  const inside = path === mount.mountPath ? '' : path.slice(mount.mountPath.replace(/\/$/, '').length + 1);
  const file = [mount.subPath ?? '', inside].filter((part) => part !== '').join('/');
  return sourceOf(volume, file, templated);
}

function sourceOf({ configMap, secret }: Volume, file: string, templated: boolean): ConfigurationPlace | undefined {
  const items = configMap?.items ?? secret?.items;
  const key = items ? items.find(({ path }) => path === file)?.key : file;
  const name = configMap?.name ?? secret?.secretName;
  if (key === undefined || name === undefined || key === '') return undefined;
  return { kind: configMap ? 'ConfigMap' : 'Secret', name, key, templated };
}
