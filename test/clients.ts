import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { clientNodePath, fetchClientNode, hasClientNode } from '../scripts/fetch-client-node.mjs';
import { clientPath, fetchClients } from '../scripts/fetch-kubectl.mjs';
import { ciReleases, clientReleases } from '../scripts/kubectl-releases.mjs';
import type { ClientNode } from './client-node.ts';
import { patience } from './patience.ts';

const run = promisify(execFile);

/** A command that real users use. */
type CommandName = 'kubectl' | 'helm';
/** A client that real users use: a command, or a library. */
type ClientName = CommandName | 'client-node';

/** How a run of a client ended. */
export interface ClientRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run is given, and who listens to it. */
interface RunOptions {
  readonly input?: string;
  /** Hears all that was printed so far; true ends the run, e.g. a watch that has told what was waited for. */
  readonly hear?: (stdout: string) => boolean;
}

/** Runs a client with arguments; never rejects for an exit code. */
export type Client = (args: readonly string[], options?: RunOptions) => Promise<ClientRun>;

/** Whether tests must find the clients: in CI a missing client is a failure, elsewhere a reason to skip. */
const inCi = process.env.CI === 'true';

/** Minor versions whose clients CI fetches: three of them, or with GATEHOUSE_CLIENTS=all every one. */
const wanted = process.env.GATEHOUSE_CLIENTS === 'all' ? clientReleases.map(({ minor }) => minor) : ciReleases;

/** Minor versions of Kubernetes whose kubectl and helm are known. */
export const clientVersions: readonly string[] = clientReleases.map(({ minor }) => minor);

/**
 * Why tests with a client are to be skipped here; undefined when the client is there. In CI it is fetched when missing, and its
 * absence is an error, never a skip; versions CI does not ask for are skipped there as well.
 */
export function missingClient(name: ClientName, minor?: string): string | undefined {
  const { fetch, isThere, script } = name === 'client-node' ? library : command(name, minor);
  const must = inCi && (minor === undefined || wanted.includes(minor));
  if (must) fetch();
  if (isThere()) return undefined;
  if (must) throw new Error(`${name} could not be fetched`);
  return `${name}${minor === undefined ? '' : ` ${minor}`} is not in the cache folder: node ${script} brings it`;
}

const library = { fetch: fetchClientNode, isThere: hasClientNode, script: 'scripts/fetch-client-node.mjs' };

const command = (name: CommandName, minor: string | undefined) => ({
  fetch: () => fetchClients(minor),
  isThere: () => existsSync(clientPath(name, minor)),
  script: minor === undefined ? 'scripts/fetch-kubectl.mjs' : `scripts/fetch-kubectl.mjs ${minor}`,
});

/** The command, bound to an environment (e.g. KUBECONFIG), or the library; absent clients are refused. */
export function requireClient(name: 'client-node'): Promise<ClientNode>;
export function requireClient(name: CommandName, env?: Readonly<Record<string, string>>, minor?: string): Client;
export function requireClient(
  name: ClientName,
  env: Readonly<Record<string, string>> = {},
  minor?: string,
): Client | Promise<ClientNode> {
  const reason = missingClient(name, minor);
  if (reason !== undefined) throw new Error(reason);
  if (name === 'client-node') return import(pathToFileURL(clientNodePath).href) as Promise<ClientNode>;
  return async (args, { input, hear } = {}) => {
    const started = run(clientPath(name, minor), [...args], {
      env: { PATH: process.env.PATH, ...env },
      maxBuffer: 64 * 1024 * 1024,
      timeout: patience(30_000),
    });
    if (input !== undefined) started.child.stdin?.end(input);
    let heard = '';
    started.child.stdout?.on('data', (chunk) => {
      heard += String(chunk);
      if (hear?.(heard)) started.child.kill();
    });
    try {
      return { code: 0, ...(await started) };
    } catch (error) {
      const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
      return { code: typeof code === 'number' ? code : -1, stdout, stderr };
    }
  };
}

/** Starts a command that goes on until it is killed, such as a forward. */
export function startClient(
  name: CommandName,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  minor?: string,
): ChildProcess {
  return spawn(clientPath(name, minor), [...args], { env: { PATH: process.env.PATH, ...env } });
}
