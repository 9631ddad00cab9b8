import type { ControllerContext } from '../../../cluster/controller.ts';
import { StatusError } from '../../../cluster/status-error.ts';
import { type Copyable, copyPatch, newCopy } from './copy-object.ts';
import type { Place } from './properties.ts';

type Context = Pick<ControllerContext, 'cluster' | 'now'>;

/** What the API refuses upstream only logs: it is tried again when something changes. */
async function unlessRefused<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (thrown) {
    if (thrown instanceof StatusError) return undefined;
    throw thrown;
  }
}

/** Makes a copy unasked; undefined when the API refuses it. */
export const createCopy = (source: Copyable, place: Place, { cluster, now }: Context): Promise<Copyable | undefined> =>
  unlessRefused(cluster.create(newCopy(source, { source, isAuto: true, now: now() }, place)));

/** Makes a copy like its source; the copy as it is then. */
export async function updateCopy(
  source: Copyable,
  copy: Copyable,
  isAuto: boolean,
  { cluster, now }: Context,
): Promise<Copyable> {
  const { name, namespace } = copy.metadata;
  const patch = copyPatch({ source, isAuto, now: now() }, copy);
  return (await unlessRefused(cluster.patch<Copyable>(copy, name, namespace, patch))) ?? copy;
}

/** Takes a copy away. */
export async function removeCopy(copy: Copyable, { cluster }: Context): Promise<void> {
  const { name, namespace, uid } = copy.metadata;
  await unlessRefused(cluster.delete(copy, name, namespace, { preconditions: { uid } }));
}
