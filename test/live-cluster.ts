import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServedApi } from '../src/cluster/embedded/contract.ts';
import { type LiveCluster, type LiveOptions, openLiveCluster } from '../src/cluster/live/index.ts';
import { realRuntime } from '../src/core/runtime.ts';
import { patience } from './patience.ts';

/** The path of a kubeconfig for a served API. */
export function kubeconfigOf(api: Pick<ServedApi, 'kubeconfig'>): string {
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-live-')), 'kubeconfig');
  writeFileSync(path, api.kubeconfig, { mode: 0o600 });
  return path;
}

/** A served API as a command opens it, for tests that run over the wire. */
export const liveClusterOf = (api: Pick<ServedApi, 'kubeconfig'>, options: Partial<LiveOptions> = {}): LiveCluster =>
  openLiveCluster({
    kubeconfig: kubeconfigOf(api),
    runtime: realRuntime(),
    writes: true,
    timeoutMs: patience(10_000),
    ...options,
  });
