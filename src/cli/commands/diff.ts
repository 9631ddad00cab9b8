import type { DiffReport } from '../../app/diff/diff-report.ts';
import type { SubjectOptions } from '../../app/load-subject.ts';
import { GatehouseError } from '../../core/errors.ts';
import {
  type AddCommand,
  type ClusterOptions,
  type CommonOptions,
  type ContextOption,
  type KeyFileOption,
  type OnlineOptions,
  refuseWithoutContext,
  withClusterOptions,
  withCommonOptions,
  withContextOption,
  withOnlineOption,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface DiffOptions extends CommonOptions, ClusterOptions, OnlineOptions, KeyFileOption, ContextOption {
  readonly format?: Format;
  readonly full?: boolean;
}

type Format = 'text' | 'json' | 'markdown' | 'html';

function parseFormat(value: string): Format {
  if (value === 'text' || value === 'json' || value === 'markdown' || value === 'html') return value;
  throw new TypeError(`--format ${value}: must be text, json, markdown or html`);
}

export const addDiff: AddCommand = (program, terminal, done) => {
  withContextOption(withOnlineOption(withClusterOptions(withCommonOptions(program.command('diff')))))
    .description('what a change does: who gets in, addresses, routes, what goes, restarts, images')
    .argument(
      '[base]',
      'the state before: a Git revision of the repository at <path>, a folder, a lab file or a snapshot; none with --context',
    )
    .argument(
      '[path]',
      'lab file, folder with a lab.yaml, repository folder, snapshot, or another revision (default: ".")',
    )
    .option('--format <format>', 'text, json, markdown (for a pull request) or html (one page)', parseFormat)
    .option('--full', 'tell everything, however long')
    .addHelpText('after', '\nexit: 0 no change of behaviour, 1 it differs, 2 could not run')
    .action(async (base: string | undefined, path: string | undefined, options: DiffOptions) =>
      done(await runDiff([base, path], options, terminal)),
    );
};

async function runDiff(
  [base, path]: readonly [string | undefined, string | undefined],
  options: DiffOptions,
  terminal: Terminal,
): Promise<number> {
  refuseWithoutContext(options, { '--kubeconfig': options.kubeconfig });
  const { lab, cluster, node, online, charts } = options;
  const subject = { lab, cluster, nodes: node, online, charts };
  const report = await (options.context === undefined
    ? betweenFiles([base, path], subject)
    : fromContext([base, path], options, subject));
  await print(report, options, terminal);
  return report.same ? 0 : 1;
}

async function betweenFiles(
  [base, path = '.']: readonly [string | undefined, string | undefined],
  subject: SubjectOptions,
): Promise<DiffReport> {
  if (base === undefined)
    throw new GatehouseError('diff needs the state before: a revision, a folder, a lab file, a snapshot or --context', {
      hint: 'e.g. gatehouse diff HEAD~1, or gatehouse diff --context home',
    });
  const { diff } = await import('../../app/diff.ts');
  return diff(base, path, subject);
}

async function fromContext(
  [path = '.', more]: readonly [string | undefined, string | undefined],
  choice: ContextOption,
  subject: SubjectOptions,
): Promise<DiffReport> {
  if (more !== undefined)
    throw new GatehouseError(`${path}: with --context, what runs is the state before`, {
      hint: `leave it out: gatehouse diff --context ${choice.context} ${more}`,
    });
  const { diffContext } = await import('../../app/diff-running.ts');
  return diffContext(choice, path, subject);
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
