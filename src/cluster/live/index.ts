import type { Runtime } from '../../core/runtime.ts';
import type { Cluster } from '../cluster.ts';
import { type ContextOptions, chooseContext } from './choose-context.ts';
import { Connection } from './connection.ts';
import { Discovery } from './discovery.ts';
import { liveCluster } from './live-cluster.ts';
import { readLogs } from './read-logs.ts';
import type { LiveWatch } from './watch.ts';
import type { Writes } from './write-guard.ts';

/** Which cluster is opened, and what for. */
export interface LiveOptions extends ContextOptions {
  readonly runtime: Runtime;
  /** Default false: a write is refused before it is sent. `dry-run`: the server does all but keep it. */
  readonly writes?: Writes;
  /** Milliseconds that a call may take with all its tries, and that a watch goes on while nobody answers; default 30 s. */
  readonly timeoutMs?: number;
  /** Where KUBECONFIG and HOME are read; default those of the process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A cluster that is there. */
export interface LiveCluster {
  readonly cluster: Cluster;
  /** URL of its API. */
  readonly server: string;
  /** Name of the context; empty in a pod. */
  readonly context: string;
  /** Milliseconds by which its clock is ahead of this machine's, as its last answer tells; 0 where they agree within two seconds. */
  readonly clockOffset: () => number;
  /** What the API says of itself. Rejects with what keeps it from answering. */
  readonly version: () => Promise<string>;
  /** Last lines of a container before it ended; empty where they cannot be read. */
  readonly logs: (
    pod: { readonly namespace: string; readonly name: string },
    container: string,
  ) => Promise<readonly string[]>;
  /** Ends all watches and connections. */
  readonly close: () => Promise<void>;
}

/** Milliseconds a call may take unless told otherwise. */
const usualTimeout = 30_000;

/**
 * Opens the cluster that a kubeconfig names, as kubectl would; nothing is asked of it before the first call. Throws a GatehouseError when
 * there is no such context.
 */
export function openLiveCluster({
  runtime,
  writes = false,
  timeoutMs = usualTimeout,
  ...options
}: LiveOptions): LiveCluster {
  const context = chooseContext(options, options.env ?? process.env);
  const connection = new Connection({ context, runtime, timeoutMs });
  const watches = new Set<LiveWatch>();
  return {
    cluster: liveCluster({ connection, discovery: new Discovery(connection), writes, watches }),
    server: context.cluster.server,
    context: context.name,
    clockOffset: () => connection.clockOffset,
    version: async () => {
      const told = await connection.call({ method: 'GET', path: '/version' });
      return String((told as { readonly gitVersion?: unknown } | null)?.gitVersion ?? '');
    },
    logs: (pod, container) => readLogs(connection, pod, container),
    close: async () => {
      for (const watch of watches) watch.end();
      connection.close();
    },
  };
}
