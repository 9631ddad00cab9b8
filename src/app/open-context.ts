import type { LiveCluster } from '../cluster/live/index.ts';
import type { Writes } from '../cluster/live/write-guard.ts';
import { realRuntime } from '../core/runtime.ts';

/** Which real cluster a command asks, and what it may do there. */
export interface ContextOptions {
  /** Name of the context; the current one when left out. */
  readonly context?: string;
  readonly kubeconfig?: string;
  /** Seconds that a call may take. */
  readonly requestTimeout: number;
}

/**
 * Opens a real cluster to be read, unless `writes` says more, and makes sure that it answers: rejects with what keeps it from answering. The
 * client is loaded when it is wanted.
 */
export async function openContext(
  { context, kubeconfig, requestTimeout }: ContextOptions,
  writes: Writes = false,
): Promise<LiveCluster> {
  const { openLiveCluster } = await import('../cluster/live/index.ts');
  const timeoutMs = requestTimeout * 1000;
  const live = openLiveCluster({ context, kubeconfig, writes, timeoutMs, runtime: realRuntime() });
  try {
    await live.version();
    return live;
  } catch (thrown) {
    await live.close();
    throw thrown;
  }
}
