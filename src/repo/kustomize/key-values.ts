import { posix } from 'node:path';
import type { GeneratorEntry } from './kustomization.ts';
import { KustomizeError } from './kustomize-error.ts';
import { type BuildFiles, loadText } from './loader.ts';

/** The data of a generator: env files, then literals, then files (api/kv/kv.go). */
export function loadPairs(files: BuildFiles, folder: string, entry: GeneratorEntry): ReadonlyMap<string, string> {
  const envs = [...(entry.envs ?? []), ...(entry.env ? [entry.env] : [])];
  const read: (readonly [string, string])[] = [];
  const add = (key: string, value: string) => read.push([key, value]);
  attempt(`env source files: [${envs.join(' ')}]`, () => {
    for (const env of envs) for (const [key, value] of readEnv(loadText(files, folder, env))) add(key, value);
  });
  attempt(`literal sources [${(entry.literals ?? []).join(' ')}]`, () => {
    for (const literal of entry.literals ?? []) add(...readLiteral(literal));
  });
  attempt(`file sources: [${(entry.files ?? []).join(' ')}]`, () => {
    for (const source of entry.files ?? []) {
      const [key, path] = readFileSource(source);
      add(key, loadText(files, folder, path));
    }
  });
  return checkPairs(entry.name ?? '', read);
}

function checkPairs(name: string, read: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const [key, value] of read) {
    if (!/^[-._a-zA-Z0-9]+$/.test(key) || key.length > 253 || key === '.' || key.startsWith('..')) {
      throw new KustomizeError(`${JSON.stringify(key)} is not a valid key name: ${keyRule}`);
    }
    if (pairs.has(key)) throw new KustomizeError(`configmap ${name} illegally repeats the key \`${key}\``);
    pairs.set(key, value);
  }
  return pairs;
}

const keyRule =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

function attempt(what: string, read: () => void): void {
  try {
    read();
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const known = thrown instanceof KustomizeError ? { knownBy: thrown.knownBy, lacks: thrown.lacks } : {};
    throw new KustomizeError(`loading KV pairs: ${what}: ${reason}`, known);
  }
}

function readEnv(text: string): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = (index === 0 ? raw.replace(/^\ufeff/, '') : raw).trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) {
      throw new KustomizeError(`${JSON.stringify(key)} is not a valid key name: ${environmentRule}`);
    }
    pairs.push([key, equals < 0 ? '' : line.slice(equals + 1)]);
  }
  return pairs;
}

const environmentRule =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

function readLiteral(source: string): [string, string] {
  const equals = source.indexOf('=');
  if (equals <= 0) throw new KustomizeError(`invalid literal source ${source}, expected key=value`);
  const value = source.slice(equals + 1);
  const quoted = value.length >= 2 && /^(["']).*\1$/s.test(value);
  return [source.slice(0, equals), quoted ? value.slice(1, -1) : value];
}

function readFileSource(source: string): [string, string] {
  const parts = source.split('=');
  if (parts.length === 1) return [posix.basename(source), source];
  const quoted = JSON.stringify(source);
  if (parts.length > 2) throw new KustomizeError(`source ${quoted} key name or file path contains '='`);
  const [key, path] = parts as [string, string];
  if (!key) throw new KustomizeError(`missing key name for file path ${JSON.stringify(path)} in source ${quoted}`);
  if (!path) throw new KustomizeError(`missing file path for key name ${JSON.stringify(key)} in source ${quoted}`);
  return [key, path];
}
