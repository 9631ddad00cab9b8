import { type AddCommand, type CommonOptions, withCommonOptions } from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface RenderOptions extends CommonOptions {
  readonly out?: string;
  readonly check?: boolean;
  readonly force?: boolean;
}

type RenderRun = RenderOptions & { readonly signal: AbortSignal };

export const addRender: AddCommand = (program, terminal, done, signals) => {
  withCommonOptions(program.command('render'))
    .description('write the Git repository that a lab file describes')
    .argument('[lab]', 'lab file, or folder with a lab.yaml', '.')
    .option('--out <dir>', 'where to write (default: "repository" beside the lab file)')
    .option('--check', 'write nothing; exit 1 if something would change')
    .option('--force', 'overwrite files that were edited or not written by Gatehouse')
    .addHelpText('after', '\nexit: 0 written or up to date, 1 would change (--check) or findings, 2 could not run')
    .action(async (lab: string, options: RenderOptions) =>
      done(await runRender(lab, { ...options, signal: signals.interrupt }, terminal)),
    );
};

async function runRender(path: string, options: RenderRun, terminal: Terminal): Promise<number> {
  const { render } = await import('../../app/render-lab.ts');
  const result = await render(path, options);
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(result));
    return result.exitCode;
  }
  const { printRender } = await import('../../report/render-text.ts');
  for (const line of printRender(result, { width: terminal.columns, quiet: options.quiet === true }, terminal)) {
    terminal.print(line);
  }
  return result.exitCode;
}
