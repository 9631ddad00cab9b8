import type { EngineName, LiveUpReport } from '../../app/live/live-report.ts';
import { type ContextOption, type SubjectCommandOptions, subjectOptionsOf } from '../command.ts';
import { createProgress } from '../progress.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

/** What `up` is told of a real cluster. */
export interface UpLiveOptions extends SubjectCommandOptions, ContextOption {
  readonly context: string;
  readonly engine?: EngineName;
  readonly dryRun?: boolean;
  readonly evenRefuted?: boolean;
  readonly timeout?: number;
  readonly online?: boolean;
  readonly all?: boolean;
  readonly connectTo?: readonly string[];
  readonly strict?: boolean;
}

/** Seconds after which what is not ready is told as it is. */
const usualTimeout = 30 * 60;

/** Brings a platform up on a real cluster; the exit code. */
export async function runUpLive(
  path: string,
  options: UpLiveOptions,
  terminal: Terminal,
  signals: Signals,
): Promise<number> {
  const { upOnContext } = await import('../../app/live/up-on-context.ts');
  const progress = createProgress(terminal, { silent: options.quiet === true || options.output === 'json' });
  try {
    const report = await upOnContext(path, {
      ...subjectOptionsOf(options),
      choice: options,
      ...(options.engine && { engine: options.engine }),
      dryRun: options.dryRun === true,
      evenRefuted: options.evenRefuted === true,
      timeout: options.timeout ?? usualTimeout,
      ...(options.online && { online: true }),
      connectTo: options.connectTo ?? [],
      onProgress: progress.show,
      signal: signals.interrupt,
    });
    progress.end();
    await print(report, options, terminal);
    const failed = options.strict ? report.verdict !== 'proven' : report.verdict === 'refuted';
    return failed ? 1 : 0;
  } finally {
    progress.end();
  }
}

async function print(report: LiveUpReport, options: UpLiveOptions, terminal: Terminal): Promise<void> {
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
    return;
  }
  const { printLiveUp, printLiveUpInShort } = await import('../../report/live-up-text.ts');
  const lines = options.quiet
    ? printLiveUpInShort(report, terminal.columns, terminal)
    : printLiveUp(report, terminal.columns, terminal, options.all);
  for (const line of lines) terminal.print(line);
}
