import type { LabAnswers } from '../../app/init-lab.ts';
import { GatehouseError } from '../../core/errors.ts';
import { type AddCommand, type CommonOptions, withCommonOptions } from '../command.ts';
import type { PromptStreams } from '../prompt.ts';
import type { Terminal } from '../terminal.ts';

type InitOptions = CommonOptions & Partial<LabAnswers> & { readonly yes?: boolean };

export const addInit: AddCommand = (program, terminal, done, signals) => {
  withCommonOptions(program.command('init'))
    .description('write a commented lab file to start from')
    .argument('[dir]', 'folder for the lab.yaml', '.')
    .option('--name <name>', 'name of the lab')
    .option('--network <cidr>', 'the node network')
    .option('--gateway <address>', 'address of the router in it')
    .option('--dhcp <range>', 'range that its DHCP server hands out, or none')
    .option('--nodes <list>', 'addresses or name=address, with commas; the first runs the control plane')
    .option('--pool <range>', 'addresses for MetalLB: gate, dashboard, and others')
    .option('--issuer <type>', 'internal-ca, acme-dns01-cloudflare or acme-http01')
    .option('--domain <domain>', 'domain the hosts lie under')
    .option('--email <address>', 'for the account at a public authority; none is needed')
    .option('--repository <url>', 'the Git repository Flux reads')
    .option('--yes', 'ask nothing: take what is suggested')
    .addHelpText('after', '\nexit: 0 written, 2 could not run, 130 interrupted')
    .action(async (dir: string, options: InitOptions) => {
      const { stdin: input, stderr: output } = process;
      const streams = { input, output, terminal: input.isTTY === true, signal: signals.interrupt };
      done(await runInit(dir, options, terminal, streams));
    });
};

/** Asks what was not given, when a person is there to be asked, and writes the lab file. */
export async function runInit(
  dir: string,
  options: InitOptions,
  terminal: Terminal,
  streams: PromptStreams,
): Promise<number> {
  const { initLab, refuseExisting } = await import('../../app/init-lab.ts');
  refuseExisting(dir);
  const file = await initLab(dir, await gatherAnswers(dir, options, terminal, streams));
  if (options.output === 'json') terminal.print(JSON.stringify({ schemaVersion: 1, file }, undefined, 2));
  else if (!options.quiet) for (const line of [`wrote ${file}`, `next: gatehouse up ${dir}`]) terminal.print(line);
  return 0;
}

async function gatherAnswers(
  dir: string,
  options: InitOptions,
  terminal: Terminal,
  streams: PromptStreams,
): Promise<LabAnswers> {
  const { answerKeys, defaultAnswers } = await import('../../app/init-answers.ts');
  const { askAnswers, judgeOptions } = await import('../ask-answers.ts');
  const given: Partial<LabAnswers> = Object.fromEntries(
    answerKeys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
  await judgeOptions(given);
  if (options.yes) return withDefaults(given, defaultAnswers);
  if (!streams.terminal) {
    throw new GatehouseError('init asks questions, and its input is no terminal', {
      hint: `gatehouse init ${dir} --yes takes what is suggested; options such as --network 192.168.1.0/24 answer single questions`,
    });
  }
  const { createPrompt } = await import('../prompt.ts');
  const prompt = createPrompt(streams);
  try {
    return await askAnswers(given, prompt, terminal, dir);
  } finally {
    prompt.close();
  }
}

/** A public authority signs no name of the domain that is suggested. */
function withDefaults(given: Partial<LabAnswers>, defaults: LabAnswers): LabAnswers {
  if (given.issuer?.startsWith('acme-') && given.domain === undefined) {
    throw new GatehouseError(
      `--issuer ${given.issuer} needs --domain: a public authority signs only names of a domain you own`,
      {
        hint: 'add it, e.g. --domain home.my-domain.net, or take --issuer internal-ca',
      },
    );
  }
  return { ...defaults, ...given };
}
