import type { VerifyReport } from '../../app/verify-report.ts';
import {
  type AddCommand,
  type ContextOption,
  readEach,
  refuseWithoutContext,
  type SubjectCommandOptions,
  subjectOptionsOf,
  withContextOption,
  withSubjectOptions,
} from '../command.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

interface VerifyOptions extends SubjectCommandOptions, ContextOption {
  readonly connectTo?: readonly string[];
}

export const addVerify: AddCommand = (program, terminal, done, signals) => {
  withContextOption(withSubjectOptions(program.command('verify')))
    .description('ask for everything that is promised by real requests, in the embedded cluster or of a real one')
    .argument(
      '[path]',
      'lab file, folder with a lab.yaml, repository folder, or a snapshot: then its cluster is asked',
      '.',
    )
    .option('--connect-to <host:port:host:port>', 'connect elsewhere, as curl does; again for each', readEach)
    .addHelpText('after', '\nexit: 0 all that could be compared is as promised, 1 something differs, 2 could not run')
    .action(async (path: string, options: VerifyOptions) => done(await runVerify(path, options, terminal, signals)));
};

/** Milliseconds for one request: a lost packet is sent again after one and after three seconds (RFC 6298). */
const patience = 3500;

async function runVerify(path: string, options: VerifyOptions, terminal: Terminal, signals: Signals): Promise<number> {
  const report = await verified(path, options, signals);
  const exitCode = report.rows.some(({ outcome }) => outcome === 'differs') ? 1 : 0;
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
  } else if (!options.quiet || exitCode !== 0) {
    const { printVerify } = await import('../../report/verify-text.ts');
    for (const line of printVerify(report, terminal.columns, terminal)) terminal.print(line);
  }
  return exitCode;
}

async function verified(path: string, options: VerifyOptions, signals: Signals): Promise<VerifyReport> {
  const { context, kubeconfig, connectTo } = options;
  if (context !== undefined) return real(path, { ...options, context });
  refuseWithoutContext(options, { '--kubeconfig': kubeconfig });
  const { isSnapshot } = await import('../../app/doctor-snapshot.ts');
  if (await isSnapshot(path)) return asItWasPromised(path, options);
  refuseWithoutContext(options, { '--connect-to': connectTo });
  return embedded(path, options, signals);
}

async function asItWasPromised(path: string, options: VerifyOptions): Promise<VerifyReport> {
  const { verifySnapshot } = await import('../../app/verify-live.ts');
  return verifySnapshot(path, await howToAsk(options));
}

async function howToAsk({ connectTo = [], requestTimeout }: VerifyOptions) {
  const { readConnectTo } = await import('../../operate/connect-to.ts');
  return { connectTo: readConnectTo(connectTo), timeoutMs: Math.min(patience, requestTimeout * 1000) };
}

async function embedded(path: string, options: VerifyOptions, signals: Signals): Promise<VerifyReport> {
  const { verifyEmbedded } = await import('../../app/verify-embedded.ts');
  return verifyEmbedded(path, subjectOptionsOf(options), signals.interrupt);
}

async function real(path: string, options: VerifyOptions & { readonly context: string }): Promise<VerifyReport> {
  const { openContext } = await import('../../app/open-context.ts');
  const { verifyLive } = await import('../../app/verify-live.ts');
  const how = await howToAsk(options);
  const live = await openContext(options);
  try {
    const asked = { context: options.context, real: live.cluster, ...how };
    return await verifyLive(path, { ...subjectOptionsOf(options), ...asked });
  } finally {
    await live.close();
  }
}
