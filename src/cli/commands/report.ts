import { Option } from 'commander';
import type { OpenViews } from '../../app/view/opened-views.ts';
import type { PageView } from '../../app/view/page-view.ts';
import { GatehouseError } from '../../core/errors.ts';
import {
  type AddCommand,
  type ContextOption,
  refuseWithoutContext,
  type SubjectCommandOptions,
  subjectOptionsOf,
  withContextOption,
  withSubjectOptions,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { pageFolder } from './serve.ts';

const pictures = ['topology', 'timeline', 'drills'] as const;

interface ReportOptions extends SubjectCommandOptions, ContextOption {
  readonly html?: string;
  readonly svg?: (typeof pictures)[number];
  readonly out?: string;
  readonly drills?: boolean;
  readonly base?: string;
}

export const addReport: AddCommand = (program, terminal, done) => {
  withContextOption(withSubjectOptions(program.command('report')))
    .description('the page of `serve` as one file that needs nothing else, or a picture of it')
    .argument(
      '[path]',
      'lab file, folder with a lab.yaml, repository folder, or a snapshot (default: "."); with --context: the lab that the cluster is held against',
    )
    .option('--html <file>', 'write the page, to attach to a pull request or keep beside the lab')
    .addOption(new Option('--svg <view>', 'draw one view, light and dark').choices([...pictures]))
    .option('--out <file>', 'with --svg: the file to write (default: standard output)')
    .option('--drills', 'with --html: play the drills, too, which may take minutes')
    .option(
      '--base <state>',
      'with --html: compare with this revision, folder or lab file; with --context: what pushing it would do',
    )
    .addHelpText('after', '\nexit: 0 written, 2 could not run')
    .action(async (path: string | undefined, options: ReportOptions) => done(await runReport(path, options, terminal)));
};

async function runReport(path: string | undefined, options: ReportOptions, terminal: Terminal): Promise<number> {
  refuseMixed(options);
  refuseWithoutContext(options, { '--kubeconfig': options.kubeconfig });
  const views = await viewsOf(path, options);
  try {
    if (options.svg !== undefined) await writeSvg(views, options.svg, options, terminal);
    else await writePage(await gatherPage(views, options), options, terminal);
  } finally {
    await views.close();
  }
  return 0;
}

/** A cluster as it is now, or what lies at a path. */
async function viewsOf(path: string | undefined, options: ReportOptions): Promise<OpenViews> {
  const of = subjectOptionsOf(options);
  if (options.context === undefined) {
    const { openViews } = await import('../../app/view/open-views.ts');
    return openViews(path ?? '.', of);
  }
  const { openLiveViews } = await import('../../app/view/open-live-views.ts');
  const at = path === undefined ? {} : { path };
  return openLiveViews({ ...of, ...at, choice: options, tell: () => undefined });
}

function refuseMixed({ html, svg, out, output }: ReportOptions): void {
  if (html !== undefined && svg !== undefined)
    throw new GatehouseError('--html and --svg: one file at a time', { hint: 'leave one of them out' });
  if (out !== undefined && svg === undefined)
    throw new GatehouseError('--out: it is for --svg', { hint: 'with --html the file is named there' });
  if (html === undefined && svg === undefined && output !== 'json')
    throw new GatehouseError('report needs --html FILE or --svg VIEW', {
      hint: 'e.g. gatehouse report --html lab.html; --output json prints what the page shows',
    });
}

/** The page with all that a file can be asked for later. */
async function gatherPage({ page, journey, drills, changes }: OpenViews, options: ReportOptions): Promise<PageView> {
  const journeys: PageView['journeys'][number][] = [];
  for (const { url, from } of page.requests)
    for (const { address } of from) journeys.push(await journey(url, { from: address }));
  return {
    ...page,
    journeys,
    ...(options.drills ? { drills: await drills() } : {}),
    ...(options.base === undefined ? {} : { changes: await changes(options.base) }),
  };
}

async function writePage(page: PageView, { html, output, quiet }: ReportOptions, terminal: Terminal): Promise<void> {
  const { printJson } = await import('../../report/json.ts');
  if (html === undefined) {
    terminal.print(printJson(page));
    return;
  }
  const { printPage } = await import('../../web/file/print-page.ts');
  const { readAssets } = await import('../../web/server/assets.ts');
  const text = printPage(page, await readAssets(pageFolder()));
  const { writeWhole } = await import('../../app/write-whole.ts');
  await writeWhole(html, [text], { what: 'the page', instead: 'name a file: --html FILE', option: '--html' });
  const bytes = Buffer.byteLength(text);
  if (output === 'json') terminal.print(printJson({ schemaVersion: 1, file: html, bytes }));
  else if (!quiet) terminal.print(`wrote ${html} (${Math.ceil(bytes / 1024)} KiB)`);
}

async function writeSvg(
  { page, drills }: OpenViews,
  view: (typeof pictures)[number],
  { out, output, quiet }: ReportOptions,
  terminal: Terminal,
): Promise<void> {
  const { drawPicture } = await import('../../report/svg/draw-picture.ts');
  const text = drawPicture(view, view === 'drills' ? { ...page, drills: await drills() } : page);
  if (out === undefined) {
    terminal.print(text.trimEnd());
    return;
  }
  const { writeWhole } = await import('../../app/write-whole.ts');
  const instead = 'name a file, or leave --out out and redirect the output';
  await writeWhole(out, [text], { what: 'the picture', instead, option: '--out' });
  const { printJson } = await import('../../report/json.ts');
  if (output === 'json') terminal.print(printJson({ schemaVersion: 1, file: out, bytes: Buffer.byteLength(text) }));
  else if (!quiet) terminal.print(`wrote ${out}`);
}
