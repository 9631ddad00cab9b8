import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { clientPath, fetchClients } from '../scripts/fetch-kubectl.mjs';

const run = promisify(execFile);

/** A client that real users use. */
export type ClientName = 'kubectl' | 'helm';

/** How a run of a client ended. */
export interface ClientRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a client with arguments; never rejects for an exit code. */
export type Client = (args: readonly string[], options?: { readonly input?: string }) => Promise<ClientRun>;

/** Whether tests must find the clients: in CI a missing client is a failure, elsewhere a reason to skip. */
const inCi = process.env.CI === 'true';

/**
 * Why tests with a client are to be skipped here; undefined when the client is there. In CI it is fetched when missing, and its
 * absence is an error, never a skip.
 */
export function missingClient(name: ClientName): string | undefined {
  if (inCi) fetchClients();
  if (existsSync(clientPath(name))) return undefined;
  if (inCi) throw new Error(`${name} could not be fetched`);
  return `${name} is not in the cache folder: node scripts/fetch-kubectl.mjs brings it`;
}

/** The client, bound to an environment (e.g. KUBECONFIG); absent clients are refused. */
export function requireClient(name: ClientName, env: Readonly<Record<string, string>> = {}): Client {
  const reason = missingClient(name);
  if (reason !== undefined) throw new Error(reason);
  return async (args, { input } = {}) => {
    const started = run(clientPath(name), [...args], {
      env: { PATH: process.env.PATH, ...env },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 30_000,
    });
    if (input !== undefined) started.child.stdin?.end(input);
    try {
      return { code: 0, ...(await started) };
    } catch (error) {
      const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
      return { code: typeof code === 'number' ? code : -1, stdout, stderr };
    }
  };
}
