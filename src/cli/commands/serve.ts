import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PageOptions, ServedPage } from '../../web/server/serve-page.ts';
import {
  type AddCommand,
  type ContextOption,
  parsePort,
  refuseWithoutContext,
  type SubjectCommandOptions,
  subjectOptionsOf,
  withContextOption,
  withSubjectOptions,
} from '../command.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

interface ServeOptions extends SubjectCommandOptions, ContextOption {
  readonly port?: number;
  readonly tokenFile?: string;
  readonly open?: boolean;
}

/** The folder that the build leaves the page in, beside the command. */
export const pageFolder = (): string => join(dirname(fileURLToPath(import.meta.url)), '..', 'web');

export const addServe: AddCommand = (program, terminal, done, signals) => {
  withContextOption(withSubjectOptions(program.command('serve')))
    .description(
      'the platform on one page in your browser: topology, journeys, timeline, drills, findings, diff, doctor',
    )
    .argument(
      '[path]',
      'lab file, folder with a lab.yaml, repository folder, or a snapshot (default: "."); with --context: the lab that the cluster is held against',
    )
    .option('--port <n>', 'port on loopback (default: any free one)', parsePort)
    .option(
      '--token-file <file>',
      'file of the key of the page, made when it is not there: the address stays the same over restarts',
    )
    .option('--open', 'open the page in a browser')
    .addHelpText('after', '\nexit: 130 ended by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP, 2 could not run')
    .action(async (path: string | undefined, options: ServeOptions) =>
      done(await runServe(path, options, { terminal, signals })),
    );
};

interface Around {
  readonly terminal: Terminal;
  readonly signals: Signals;
}

async function runServe(
  named: string | undefined,
  options: ServeOptions,
  { terminal, signals }: Around,
): Promise<number> {
  refuseWithoutContext(options, { '--kubeconfig': options.kubeconfig });
  // A cluster is held against a lab only where one is named.
  const path = named ?? (options.context === undefined ? '.' : undefined);
  const stops: (() => void)[] = [];
  const isSnapshot = path !== undefined && (await (await import('../../app/doctor-snapshot.ts')).isSnapshot(path));
  if (path !== undefined && !isSnapshot) {
    const { findSubject } = await import('../../app/find-subject.ts');
    await findSubject(path, options.lab);
  }
  const served = await startServing(path, options);
  try {
    if (path !== undefined) stops.push(await watchPath(path, { options, isSnapshot, changed: served.renew }));
    const followed =
      options.context !== undefined ? 'cluster, and writes nothing to it' : isSnapshot ? 'snapshot file' : 'files';
    await printWhere(served, { ...options, followed }, terminal);
    if (options.open) await (await import('../open-browser.ts')).openBrowser(served.url);
    // A mistake in what was named ends the command; one that comes later is shown on the page.
    await Promise.race([served.ready(), signals.wait()]);
    await signals.wait();
  } finally {
    for (const stop of stops) stop();
    await served.close();
  }
  return 0;
}

interface Watched {
  readonly options: ServeOptions;
  readonly isSnapshot: boolean;
  readonly changed: () => void;
}

async function watchPath(path: string, { options: { lab }, isSnapshot, changed }: Watched): Promise<() => void> {
  const { watchFile, watchFiles } = await import('../../web/server/watch-files.ts');
  return isSnapshot ? watchFile(path, changed) : watchFiles([path, ...(lab ? [lab] : [])], changed);
}

async function startServing(path: string | undefined, options: ServeOptions): Promise<ServedPage> {
  const { servePage } = await import('../../web/server/serve-page.ts');
  const { readAssets } = await import('../../web/server/assets.ts');
  const token =
    options.tokenFile && (await (await import('../../web/server/token-file.ts')).readToken(options.tokenFile));
  return servePage({
    assets: await readAssets(pageFolder()),
    open: await opening(path, options),
    port: options.port ?? 0,
    ...(token ? { token } : {}),
  });
}

/** Opens what was named: a cluster, or what lies at a path. */
async function opening(path: string | undefined, options: ServeOptions): Promise<PageOptions['open']> {
  const of = subjectOptionsOf(options);
  if (options.context === undefined) {
    const { openViewsApart } = await import('../../app/view/open-views-apart.ts');
    return (onProgress) => openViewsApart(path ?? '.', { ...of, onProgress });
  }
  const { openLiveViews } = await import('../../app/view/open-live-views.ts');
  const at = path === undefined ? {} : { path };
  return (onProgress, tell) => openLiveViews({ ...of, ...at, choice: options, onProgress, tell });
}

async function printWhere(
  { url, port }: ServedPage,
  options: ServeOptions & { readonly followed: string },
  terminal: Terminal,
): Promise<void> {
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson({ schemaVersion: 1, url, port }, { oneLine: true }));
    return;
  }
  terminal.print(url);
  if (options.quiet) return;
  terminal.print(
    terminal.dim(`on this machine only, with the key behind #; follows your ${options.followed}; Ctrl-C ends it`),
  );
}
