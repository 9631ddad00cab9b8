import { StatusError } from '../../cluster/status-error.ts';
import { GatehouseError, messageOf } from '../../core/errors.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { type LookedAt, lookAtObjects } from '../../operate/apply/look-at.ts';
import { again, type LiveOptions } from './bringing.ts';
import { type Answering, goneQuiet } from './watch-answering.ts';

/** Milliseconds between two looks. */
const lookEvery = 2000;

/** Who looks, how it lets time pass, and who hears of it. */
export type Awaiting = Pick<LiveOptions, 'real' | 'context' | 'wait' | 'signal' | 'watchAnswering'> & {
  readonly hear?: (missing: readonly LookedAt[]) => void;
};

/**
 * Waits until objects are Current by kstatus, or the cluster's clock shows `until`; gives those that are not. One that has failed for good is
 * not waited for. An API that is away for less than a call may take is waited for; throws when it is lost, when it was not heard of until the
 * end, and when it is interrupted.
 */
export async function awaitObjects(
  awaiting: Awaiting,
  objects: readonly UnknownObject[],
  until: number,
): Promise<readonly LookedAt[]> {
  const { real: cluster, wait, hear } = awaiting;
  const answering = awaiting.watchAnswering?.();
  // One for all looks: each wait listens for an interruption until it is over.
  let over: Promise<undefined> | undefined;
  const late = (): Promise<undefined> => {
    const left = until - cluster.now();
    if (left <= lookEvery) return wait(lookEvery).then(() => undefined);
    over ??= wait(left).then(() => undefined);
    return over;
  };
  try {
    for (;;) {
      throwIfStopped(awaiting);
      const looked = await look(awaiting, { objects, answering, late });
      const gone = answering?.lost();
      if (gone) throw lost(gone);
      const missing = looked?.filter(({ status }) => status !== 'Current');
      if (missing?.length === 0 || missing?.some(({ status }) => status === 'Failed')) return missing;
      if (cluster.now() >= until) {
        const quiet = goneQuiet(answering, awaiting.context);
        if (quiet) throw lost(new GatehouseError(quiet));
        if (missing) return missing;
      }
      if (missing) hear?.(missing);
      await wait(Math.min(lookEvery, Math.max(100, until - cluster.now())));
    }
  } finally {
    answering?.stop();
  }
}

interface Look {
  readonly objects: readonly UnknownObject[];
  readonly answering: Answering | undefined;
  /** Resolves when a look has taken too long. */
  readonly late: () => Promise<undefined>;
}

/** One look; none where the API does not answer it, or not until the time is over, and somebody else watches whether it is still there. */
async function look(
  { real: cluster }: Awaiting,
  { objects, answering, late }: Look,
): Promise<readonly LookedAt[] | undefined> {
  const looking = lookAtObjects(cluster, objects).catch((thrown: unknown) => {
    // Who is asked whether it still answers says when it is lost.
    if (!answering || thrown instanceof StatusError) throw lost(thrown);
    return undefined;
  });
  if (!answering) return looking;
  return Promise.race([looking, late()]);
}

const lost = (thrown: unknown): unknown =>
  thrown instanceof GatehouseError
    ? new GatehouseError(`${messageOf(thrown)}; what was applied stays`, { cause: thrown, hint: again })
    : thrown;

/** Throws where a person has interrupted it. */
export function throwIfStopped({ signal }: Pick<LiveOptions, 'signal'>): void {
  if (signal.aborted) throw new GatehouseError('interrupted: what was applied stays', { exitCode: 130, hint: again });
}
