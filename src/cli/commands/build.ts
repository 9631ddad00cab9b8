import { createPause } from '../../core/pause.ts';
import {
  type AddCommand,
  type ClusterOptions,
  type ContextOption,
  type OnlineOptions,
  runningOptionsOf,
  withClusterOptions,
  withContextOption,
  withOnlineOption,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface BuildCommandOptions extends ClusterOptions, ContextOption, OnlineOptions {
  readonly output: Format;
  readonly quiet?: boolean;
  readonly kustomization?: string;
  readonly release?: string;
  readonly kind?: readonly string[];
  readonly name?: string;
  readonly namespace?: string;
  readonly origin?: boolean;
  readonly showSecrets?: boolean;
}

type Format = 'yaml' | 'json' | 'name';

function parseOutput(value: string): Format {
  if (value === 'yaml' || value === 'json' || value === 'name') return value;
  throw new TypeError(`--output ${value}: must be yaml, json or name`);
}

const addKinds = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...value.split(',').filter((kind) => kind !== ''),
];

function parseNamespaced(flag: string) {
  return (value: string): string => {
    if (/^[^/\s]+\/[^/\s]+$/.test(value)) return value;
    throw new TypeError(`${flag} ${value}: must be NAMESPACE/NAME`);
  };
}

export const addBuild: AddCommand = (program, terminal, done) => {
  withContextOption(withOnlineOption(withClusterOptions(program.command('build'))))
    .description('every object that Flux would apply, charts rendered; of what runs, each that somebody brought there')
    .argument('[path]', 'lab file, folder with a lab.yaml, repository folder, or a snapshot', '.')
    .option('--kustomization <ns/name>', 'only what this Kustomization applies', parseNamespaced('--kustomization'))
    .option('--release <ns/name>', 'only what this release installs', parseNamespaced('--release'))
    .option('--kind <kinds>', 'only these kinds, as kubectl takes them (deploy,ingressroutes)', addKinds)
    .option('--name <name>', 'only objects of this name')
    .option('-n, --namespace <namespace>', 'only objects of this namespace')
    .option('--origin', 'above each object the file it comes from, and what applies it')
    .option('--show-secrets', 'show values of Secrets that stand in clear; what is encrypted is never shown')
    .option('--output <format>', 'yaml, json or name', parseOutput, 'yaml')
    .option('--quiet', 'say nothing of what is not known')
    .option('--no-color', 'no colours (NO_COLOR is honoured too)')
    .addHelpText('after', '\nexit: 0 built, 2 could not run, or something of it cannot be built')
    .action(async (path: string, options: BuildCommandOptions) => done(await runBuild(path, options, terminal)));
};

/** Objects printed between two turns of the event loop. */
const objectsPerTurn = 100;

async function runBuild(path: string, options: BuildCommandOptions, terminal: Terminal): Promise<number> {
  const { build } = await import('../../app/build.ts');
  const { kustomization, release, kind, name, namespace, showSecrets, online } = options;
  const wanted = { kustomization, release, kinds: kind, name, namespace, showSecrets };
  const report = await build(path, { ...wanted, ...runningOptionsOf(options), online });
  const { printBuildNotes, printBuilt, printName } = await import('../../report/build-text.ts');
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
  } else {
    const pause = createPause(objectsPerTurn);
    for (const [i, each] of report.objects.entries()) {
      if (options.output === 'yaml' && i > 0) terminal.print('---');
      terminal.print(options.output === 'name' ? printName(each) : printBuilt(each, options.origin === true));
      await pause();
    }
    const notes = options.quiet ? [] : printBuildNotes(report, terminal.errorColumns ?? 200);
    for (const line of notes) terminal.error(line);
  }
  return report.findings.some(({ severity }) => severity === 'error') ? 2 : 0;
}
