import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { GatehouseError } from '../../core/errors.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import { fileTrouble } from './file-trouble.ts';

/** What kubeconfigs hold together: entries by name, as they are written, their paths absolute. */
export interface Kubeconfig {
  /** The files it was read from, first that of the greatest say. */
  readonly files: readonly string[];
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, JsonObject>;
  readonly users: ReadonlyMap<string, JsonObject>;
  readonly contexts: ReadonlyMap<string, JsonObject>;
}

/**
 * Reads the kubeconfig as kubectl does (client-go tools/clientcmd/loader.go Load): the file that is named; otherwise those of `KUBECONFIG`,
 * of which the first to name an entry has it whole, and files that are not there are passed over; otherwise `~/.kube/config`.
 * Undefined where there is none of the last two. Fails when a file is no kubeconfig; never quotes from it.
 */
export function readKubeconfig(named: string | undefined, env: NodeJS.ProcessEnv): Kubeconfig | undefined {
  if (named !== undefined && !existsSync(named))
    throw new GatehouseError(`${named}: there is no such kubeconfig`, { hint: 'name another file with --kubeconfig' });
  const files = (named === undefined ? filesOf(env) : [named]).filter((file) => existsSync(file));
  if (files.length === 0) return undefined;
  const read = files.map(readOne);
  const merged = (list: 'clusters' | 'users' | 'contexts') =>
    new Map(read.toReversed().flatMap((each) => [...each[list]]));
  return {
    files,
    currentContext: read.map(({ currentContext }) => currentContext).find((name) => name !== '') ?? '',
    clusters: merged('clusters'),
    users: merged('users'),
    contexts: merged('contexts'),
  };
}

const filesOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  return named.length > 0 ? [...new Set(named)] : [join(env.HOME || homedir(), '.kube', 'config')];
};

function readOne(file: string): Omit<Kubeconfig, 'files'> {
  const { documents, findings } = readDocuments(readText(file), file);
  const [broken] = findings;
  if (broken) throw noKubeconfig(file, `line ${broken.line ?? 1} is no YAML`);
  if (documents.length > 1) throw noKubeconfig(file, 'it holds more than one document');
  const value: Json = documents[0]?.value ?? {};
  if (!isJsonObject(value)) throw noKubeconfig(file, 'it is no map');
  const home = dirname(resolve(file));
  const entries = (list: string, key: string) => entriesOf(file, value[list] ?? [], { list, key });
  const withPaths = (entry: [string, JsonObject]): [string, JsonObject] => [entry[0], absolute(entry[1], home)];
  const current = value['current-context'];
  return {
    currentContext: typeof current === 'string' ? current : '',
    clusters: new Map(entries('clusters', 'cluster').map(withPaths)),
    users: new Map(entries('users', 'user').map(withPaths)),
    contexts: new Map(entries('contexts', 'context')),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GatehouseError(`the kubeconfig ${file} ${fileTrouble(cause)}`, {
      hint: 'see to it that it is a file you may read, or name another with --kubeconfig',
      cause,
    });
  }
}

interface ListNames {
  readonly list: string;
  readonly key: string;
}

function entriesOf(file: string, items: Json, { list, key }: ListNames): [string, JsonObject][] {
  if (!Array.isArray(items)) throw noKubeconfig(file, `${list} is no list`);
  return items.map((item, index) => {
    if (!isJsonObject(item) || typeof item.name !== 'string') throw noKubeconfig(file, `${list}[${index}] has no name`);
    const entry = item[key] ?? {};
    if (!isJsonObject(entry)) throw noKubeconfig(file, `${list}[${index}].${key} is no map`);
    return [item.name, entry];
  });
}

const pathFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/** Paths are meant from the file that holds them (loader.go ResolveLocalPaths); a command only where it is none of PATH. */
function absolute(entry: JsonObject, home: string): JsonObject {
  const fields = Object.entries(entry).map(([name, value]): [string, Json] => {
    if (pathFields.includes(name) && typeof value === 'string' && value !== '') return [name, resolve(home, value)];
    return name === 'exec' && isJsonObject(value) ? [name, withCommand(value, home)] : [name, value];
  });
  return Object.fromEntries(fields);
}

const withCommand = (exec: JsonObject, home: string): JsonObject =>
  typeof exec.command === 'string' && exec.command.includes(sep)
    ? { ...exec, command: resolve(home, exec.command) }
    : exec;

const noKubeconfig = (file: string, why: string) =>
  new GatehouseError(`${file} is not a kubeconfig: ${why}`, { hint: 'mend it, or name another with --kubeconfig' });
