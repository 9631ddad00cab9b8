import { type LiveCluster, openLiveCluster } from '../../cluster/live/index.ts';
import type { Writes } from '../../cluster/live/write-guard.ts';
import { realRuntime } from '../../core/runtime.ts';

/** Which real cluster is meant. */
export interface ContextChoice {
  readonly context?: string;
  /** A file that stands for KUBECONFIG and the usual place. */
  readonly kubeconfig?: string;
  /** Seconds that each call may take with all its tries; default 30. */
  readonly requestTimeout?: number;
}

/** Opens the cluster of a context, to be read unless it says otherwise, and makes sure that it answers. Rejects with what keeps it from answering. */
export async function openContext(choice: ContextChoice, writes: Writes = false): Promise<LiveCluster> {
  const { context, kubeconfig, requestTimeout } = choice;
  const live = openLiveCluster({
    runtime: realRuntime(),
    writes,
    ...(context !== undefined && { context }),
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(requestTimeout !== undefined && { timeoutMs: requestTimeout * 1000 }),
  });
  try {
    await live.version();
    return live;
  } catch (thrown) {
    await live.close();
    throw thrown;
  }
}
