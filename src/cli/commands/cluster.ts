import type { ServedCluster } from '../../app/serve-cluster.ts';
import {
  type AddCommand,
  type CommonOptions,
  type KeyFileOption,
  parsePort,
  withCommonOptions,
  withKeyOption,
} from '../command.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

interface ClusterOptions extends CommonOptions, KeyFileOption {
  readonly lab?: string;
  readonly port?: number;
  readonly kubeconfig?: string;
  readonly repository?: string;
  readonly controllers?: string;
}

export const addCluster: AddCommand = (program, terminal, done, signals) => {
  withKeyOption(withCommonOptions(program.command('cluster')))
    .description('the embedded Kubernetes alone, on the real clock, for kubectl, helm and test suites')
    .option('--lab <file>', 'nodes and networks of this lab (default: three nodes on 192.168.88.0/24)')
    .option('--port <n>', 'port of the Kubernetes API on loopback (default: any free one)', parsePort)
    .option('--kubeconfig <file>', 'kubeconfig that gains its entries (default: a file in the temporary folder)')
    .option('--repository <dir>', 'what every Flux GitRepository yields')
    .option('--controllers <list>', 'which controllers act, e.g. *,-job or deployment,replica-set (default: *)')
    .addHelpText('after', '\nexit: 130 ended by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP, 2 could not run')
    .action(async (options: ClusterOptions) => done(await runCluster(options, terminal, signals)));
};

async function runCluster(options: ClusterOptions, terminal: Terminal, signals: Signals): Promise<number> {
  const { serveCluster } = await import('../../app/serve-cluster.ts');
  const served = await serveCluster(options);
  // From here on Ctrl-C is the expected end: whoever reads what is printed may send it at once.
  const ended = signals.wait();
  try {
    await printWhere(served.where, options, terminal);
    await ended;
  } finally {
    await served.close();
  }
  return 0;
}

async function printWhere(where: ServedCluster['where'], options: ClusterOptions, terminal: Terminal): Promise<void> {
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(where, { oneLine: true }));
    return;
  }
  const { printServedCluster } = await import('../../report/cluster-text.ts');
  for (const line of printServedCluster(where, terminal)) terminal.print(line);
}
