import type { Cluster } from '../../cluster/cluster.ts';
import { isReason } from '../../cluster/status-error.ts';
import type { Json, UnknownObject } from '../../kube/object.ts';
import { kinds, type Secret } from '../../kube/types.ts';
import { podTemplateOf } from '../diff/object-key.ts';
import type { Subject } from '../load-subject.ts';

/**
 * Secrets that pods of the files want, that no file holds, and that somebody has made in the cluster: where it is predicted how the files come
 * up there, they are there too. One that may not be read is taken to be there.
 */
export async function secretsThere(
  cluster: Pick<Cluster, 'get'>,
  objects: readonly UnknownObject[],
): Promise<Subject['secrets']> {
  const made = new Set(objects.flatMap((object) => (object.kind === 'Secret' ? [placeOf(object)] : [])));
  const wanted = new Map(
    objects.flatMap((object) => {
      const namespace = object.metadata.namespace ?? 'default';
      const template = podTemplateOf(object);
      const names = template === undefined ? [] : secretsIn(template);
      return names.map((name) => [`${namespace}/${name}`, { namespace, name }] as const);
    }),
  );
  const found: Subject['secrets'][number][] = [];
  for (const [place, { namespace, name }] of wanted) {
    if (made.has(place)) continue;
    for (const key of await keysOf(cluster, namespace, name))
      found.push({ namespace, name, key, purpose: 'a value that is in the cluster', from: {} });
  }
  return found;
}

const placeOf = ({ metadata }: UnknownObject): string => `${metadata.namespace ?? 'default'}/${metadata.name}`;

async function keysOf(cluster: Pick<Cluster, 'get'>, namespace: string, name: string): Promise<readonly string[]> {
  try {
    const there = await cluster.get<Secret>(kinds.Secret, name, namespace);
    return there ? [...Object.keys(there.data ?? {}), ...(there.data ? [] : [unknownKey])] : [];
  } catch (thrown) {
    if (!isReason(thrown, 'Forbidden')) throw thrown;
    return [unknownKey];
  }
}

const unknownKey = 'not-read';

/** Names of Secrets in a pod template: of variables, volumes and registries. */
function secretsIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(secretsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => [
    ...namesAt(field, inner as Json),
    ...secretsIn(inner as Json),
  ]);
}

function namesAt(field: string, value: Json): readonly string[] {
  const fields = (value ?? {}) as { readonly name?: unknown; readonly secretName?: unknown };
  const text = (name: unknown) => (typeof name === 'string' ? [name] : []);
  if (field === 'secretRef' || field === 'secretKeyRef') return text(fields.name);
  if (field === 'secret') return [...text(fields.secretName), ...text(fields.name)];
  if (field !== 'imagePullSecrets' || !Array.isArray(value)) return [];
  return (value as readonly { readonly name?: unknown }[]).flatMap((each) => text(each?.name));
}
