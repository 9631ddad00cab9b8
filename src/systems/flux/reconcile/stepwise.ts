import type { ControllerContext, ReconcileResult, Request } from '../../../cluster/controller.ts';

/** Work that waits in between: yields seconds to wait, returns when to look again. */
export type Steps = AsyncGenerator<number, ReconcileResult | undefined, void>;

interface Run {
  readonly steps: Steps;
  wakeAt: number;
  /** Asked for while it waited: upstream's queue gives it out again at once. */
  again: boolean;
}

/**
 * A reconcile function from work that waits: upstream blocks a worker for as long, so nothing else about the object is done
 * until the work ends, and what was asked for meanwhile follows at once.
 */
export function reconcileInSteps(work: (request: Request, context: ControllerContext) => Steps) {
  const runs = new Map<string, Run>();
  return async (request: Request, context: ControllerContext): Promise<ReconcileResult | undefined> => {
    const key = `${request.namespace}/${request.name}`;
    const known = runs.get(key);
    if (known && context.now() < known.wakeAt) {
      known.again = true;
      return { requeueAfter: (known.wakeAt - context.now()) / 1000 };
    }
    const run = known ?? { steps: work(request, context), wakeAt: 0, again: false };
    runs.set(key, run);
    try {
      const { done, value } = await run.steps.next();
      if (!done) {
        run.wakeAt = context.now() + value * 1000;
        return { requeueAfter: value };
      }
      runs.delete(key);
      return run.again ? { requeueAfter: 0 } : value;
    } catch (thrown) {
      runs.delete(key);
      throw thrown;
    }
  };
}
