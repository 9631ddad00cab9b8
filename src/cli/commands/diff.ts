import type { DiffReport } from '../../app/diff.ts';
import {
  type AddCommand,
  type ClusterOptions,
  type CommonOptions,
  type KeyFileOption,
  type OnlineOptions,
  withClusterOptions,
  withCommonOptions,
  withOnlineOption,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface DiffOptions extends CommonOptions, ClusterOptions, OnlineOptions, KeyFileOption {
  readonly format?: Format;
  readonly full?: boolean;
}

type Format = 'text' | 'json' | 'markdown' | 'html';

function parseFormat(value: string): Format {
  if (value === 'text' || value === 'json' || value === 'markdown' || value === 'html') return value;
  throw new TypeError(`--format ${value}: must be text, json, markdown or html`);
}

export const addDiff: AddCommand = (program, terminal, done) => {
  withOnlineOption(withClusterOptions(withCommonOptions(program.command('diff'))))
    .description('what a change does: who gets in, addresses, routes, what goes, restarts, images')
    .argument('<base>', 'the state before: a Git revision of the repository at <path>, a folder, or a lab file')
    .argument('[path]', 'lab file, folder with a lab.yaml, repository folder, or another revision', '.')
    .option('--format <format>', 'text, json, markdown (for a pull request) or html (one page)', parseFormat)
    .option('--full', 'tell everything, however long')
    .addHelpText('after', '\nexit: 0 no change of behaviour, 1 it differs, 2 could not run')
    .action(async (base: string, path: string, options: DiffOptions) =>
      done(await runDiff([base, path], options, terminal)),
    );
};

async function runDiff(
  [base, path]: readonly [string, string],
  options: DiffOptions,
  terminal: Terminal,
): Promise<number> {
  const { diff } = await import('../../app/diff.ts');
  const { lab, cluster, node, online, charts } = options;
  const report = await diff(base, path, { lab, cluster, nodes: node, online, charts });
  await print(report, options, terminal);
  return report.same ? 0 : 1;
}

async function print(report: DiffReport, options: DiffOptions, terminal: Terminal): Promise<void> {
  const format = options.format ?? options.output;
  if (format === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
    return;
  }
  if (format === 'markdown' || format === 'html') {
    const { printDiffMarkdown } = await import('../../report/diff-markdown.ts');
    const { printDiffHtml } = await import('../../report/diff-html.ts');
    terminal.print((format === 'html' ? printDiffHtml(report) : printDiffMarkdown(report)).trimEnd());
    return;
  }
  const { printDiff } = await import('../../report/diff-text.ts');
  if (options.quiet && report.same) return;
  for (const line of printDiff(report, terminal.columns, terminal, options.full)) terminal.print(line);
}
