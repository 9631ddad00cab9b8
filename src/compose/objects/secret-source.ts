import type { NeededSecret } from '../composed-object.ts';

/** The Secrets that are needed, each with its keys, in the order of their first. */
export function bySecret(secrets: readonly NeededSecret[]): readonly (readonly [NeededSecret, ...NeededSecret[]])[] {
  const grouped = new Map<string, [NeededSecret, ...NeededSecret[]]>();
  for (const secret of secrets) {
    const key = `${secret.namespace}/${secret.name}`;
    const before = grouped.get(key);
    if (before) before.push(secret);
    else grouped.set(key, [secret]);
  }
  return [...grouped.values()];
}

/** What `kubectl create secret generic` is told of a key: never the value itself. */
export function secretSource({ key, from: { file, env, make } }: Pick<NeededSecret, 'key' | 'from'>): string {
  if (file !== undefined) return `--from-file=${key}=${file}`;
  return env !== undefined || make === undefined ? `--from-literal=${key}="$${env}"` : `--from-file=${key}=<(${make})`;
}
