import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServedPage } from '../../web/server/serve-page.ts';
import {
  type AddCommand,
  parsePort,
  type SubjectCommandOptions,
  subjectOptionsOf,
  withSubjectOptions,
} from '../command.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

interface ServeOptions extends SubjectCommandOptions {
  readonly port?: number;
  readonly tokenFile?: string;
  readonly open?: boolean;
}

/** The folder that the build leaves the page in, beside the command. */
export const pageFolder = (): string => join(dirname(fileURLToPath(import.meta.url)), '..', 'web');

export const addServe: AddCommand = (program, terminal, done, signals) => {
  withSubjectOptions(program.command('serve'))
    .description(
      'the platform on one page in your browser: topology, journeys, timeline, drills, findings, diff, doctor',
    )
    .argument('[path]', 'lab file, folder with a lab.yaml, or repository folder', '.')
    .option('--port <n>', 'port on loopback (default: any free one)', parsePort)
    .option(
      '--token-file <file>',
      'file of the key of the page, made when it is not there: the address stays the same over restarts',
    )
    .option('--open', 'open the page in a browser')
    .addHelpText('after', '\nexit: 130 ended by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP, 2 could not run')
    .action(async (path: string, options: ServeOptions) => done(await runServe(path, options, { terminal, signals })));
};

interface Around {
  readonly terminal: Terminal;
  readonly signals: Signals;
}

async function runServe(path: string, options: ServeOptions, { terminal, signals }: Around): Promise<number> {
  const { findSubject } = await import('../../app/find-subject.ts');
  await findSubject(path, options.lab);
  const served = await startServing(path, options);
  const { watchFiles } = await import('../../web/server/watch-files.ts');
  const stopWatching = await watchFiles([path, ...(options.lab ? [options.lab] : [])], served.renew);
  try {
    await printWhere(served, options, terminal);
    if (options.open) await (await import('../open-browser.ts')).openBrowser(served.url);
    // A mistake in what was named ends the command; one that comes later is shown on the page.
    await Promise.race([served.ready(), signals.wait()]);
    await signals.wait();
  } finally {
    stopWatching();
    await served.close();
  }
  return 0;
}

async function startServing(path: string, options: ServeOptions): Promise<ServedPage> {
  const { servePage } = await import('../../web/server/serve-page.ts');
  const { readAssets } = await import('../../web/server/assets.ts');
  const { openViews } = await import('../../app/view/open-views.ts');
  const token =
    options.tokenFile && (await (await import('../../web/server/token-file.ts')).readToken(options.tokenFile));
  return servePage({
    assets: await readAssets(pageFolder()),
    open: (onProgress) => openViews(path, { ...subjectOptionsOf(options), onProgress }),
    port: options.port ?? 0,
    ...(token ? { token } : {}),
  });
}

async function printWhere({ url, port }: ServedPage, options: ServeOptions, terminal: Terminal): Promise<void> {
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson({ schemaVersion: 1, url, port }, { oneLine: true }));
    return;
  }
  terminal.print(url);
  if (options.quiet) return;
  terminal.print(terminal.dim('on this machine only, with the key behind #; follows your files; Ctrl-C ends it'));
}
