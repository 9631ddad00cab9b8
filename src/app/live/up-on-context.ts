import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { findHelm } from '../../charts/find-helm.ts';
import { runProgram } from '../../charts/run-program.ts';
import { GatehouseError } from '../../core/errors.ts';
import { findProgram } from '../../core/find-program.ts';
import { realRuntime } from '../../core/runtime.ts';
import { readConnectTo } from '../../operate/connect-to.ts';
import type { Delivers } from '../../systems/delivery.ts';
import { type ContextOptions, openContext } from '../open-context.ts';
import { verifyLive } from '../verify-live.ts';
import { helmOf } from './helm.ts';
import type { LiveUpReport } from './live-report.ts';
import { type LiveOptions, upLive } from './up-live.ts';
import { watchAnswering } from './watch-answering.ts';

/** Which context, and all else that {@link upLive} is told. */
export interface UpOnContextOptions
  extends Omit<
    LiveOptions,
    'context' | 'real' | 'sources' | 'wait' | 'install' | 'helm' | 'verify' | 'watchAnswering' | 'named'
  > {
  /** Where is connected to instead of an address, as curl has it. */
  readonly connectTo: readonly string[];
  readonly choice: ContextOptions;
}

/** Milliseconds for one request: what a person would wait. */
const requestMs = 5000;

/** Seconds that an installation may take: it waits for its pods. */
const installSeconds = 600;

/** Brings a lab or repository up on the cluster of a context; secret values come from files and the environment as the lab says. */
export async function upOnContext(
  path: string,
  { choice, connectTo, ...options }: UpOnContextOptions,
): Promise<LiveUpReport> {
  // Each stage leaves one wait behind, which ends with the run.
  setMaxListeners(0, options.signal);
  const live = await openContext(choice, options.dryRun ? 'dry-run' : true);
  const wait = (ms: number) => sleep(ms, undefined, { signal: options.signal }).catch(() => undefined);
  try {
    return await upLive(path, {
      ...options,
      context: live.context,
      real: live.cluster,
      sources: { env: process.env, files: new Map() },
      wait,
      watchAnswering: () =>
        watchAnswering({
          ...{ ask: live.version, patienceMs: choice.requestTimeout * 1000, now: realRuntime().now },
          // Nothing is kept alive for another question.
          wait: (ms) => sleep(ms, undefined, { ref: false }),
        }),
      verify: () =>
        verifyLive(path, {
          ...options,
          ...{ context: live.context, real: live.cluster, connectTo: readConnectTo(connectTo), timeoutMs: requestMs },
        }),
      named: namedBy(choice),
      helm: helmBy({ ...choice, context: live.context }, options.signal),
      ...installBy(choice, options.onProgress),
    });
  } finally {
    await live.close();
  }
}

/** How other programs are told the same cluster. */
const namedBy = ({ context, kubeconfig }: ContextOptions): readonly string[] => [
  ...(context === undefined ? [] : [`--context=${context}`]),
  ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
];

/** The helm on PATH, told the same cluster as a person would tell it; it is asked to end when `signal` does. */
const helmBy =
  ({ context, kubeconfig }: ContextOptions, signal: AbortSignal): LiveOptions['helm'] =>
  async () => {
    const program = await findHelm();
    if ('missing' in program) return program;
    const named = [
      ...(context ? [`--kube-context=${context}`] : []),
      ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ];
    const given = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return helmOf({ program, named, environment: Object.fromEntries(given), signal });
  };

/** The program that installs what delivers, where it is on PATH: it is given the context that was chosen. */
function installBy(choice: ContextOptions, onProgress: LiveOptions['onProgress']): Pick<LiveOptions, 'install'> {
  return {
    install: async (delivers: Delivers, { lab }) => {
      const { program, args } = delivers.install(lab);
      const found = await findProgram(program);
      const command = [program, ...args].join(' ');
      if (found === undefined)
        throw new GatehouseError(`${program} is not on PATH: nothing would read the repository`, {
          hint: `install it, or run it elsewhere: ${command} ${namedBy(choice).join(' ')}`,
        });
      onProgress({ type: 'phase', name: 'Installing', detail: command });
      const named = namedBy(choice);
      const environment = Object.fromEntries(
        ['PATH', 'HOME', 'KUBECONFIG', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => {
          const value = process.env[name];
          return value === undefined ? [] : [[name, value]];
        }),
      );
      const run = await runProgram({ program: found, args: [...args, ...named], seconds: installSeconds, environment });
      if (run.code !== 0)
        throw new GatehouseError(
          `\`${command}\` failed${run.ended ?? ''}: ${run.stderr.trim().split('\n').at(-1) ?? ''}`,
          {
            hint: 'run it yourself, then again: up goes on from what is there',
          },
        );
    },
  };
}
