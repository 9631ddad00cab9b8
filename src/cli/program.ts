import { Command } from 'commander';
import type { AddCommand } from './command.ts';
import { addBuild } from './commands/build.ts';
import { addCharts } from './commands/charts.ts';
import { addCheck } from './commands/check.ts';
import { addCluster } from './commands/cluster.ts';
import { addCompletion } from './commands/completion.ts';
import { addDiff } from './commands/diff.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDrill } from './commands/drill.ts';
import { addExplain } from './commands/explain.ts';
import { addInit } from './commands/init.ts';
import { addMigrate } from './commands/migrate.ts';
import { addPolicy } from './commands/policy.ts';
import { addRbac } from './commands/rbac.ts';
import { addRender } from './commands/render.ts';
import { addReport } from './commands/report.ts';
import { addSecrets } from './commands/secrets.ts';
import { addServe } from './commands/serve.ts';
import { addSnapshot } from './commands/snapshot.ts';
import { addTimeline } from './commands/timeline.ts';
import { addTrace } from './commands/trace.ts';
import { addUp } from './commands/up.ts';
import { addVerify } from './commands/verify.ts';
import type { Signals } from './signals.ts';
import type { Terminal } from './terminal.ts';

const commands: readonly AddCommand[] = [
  addInit,
  addRender,
  addBuild,
  addCheck,
  addDiff,
  addUp,
  addVerify,
  addTrace,
  addTimeline,
  addServe,
  addReport,
  addDoctor,
  addDrill,
  addSnapshot,
  addRbac,
  addPolicy,
  addMigrate,
  addCharts,
  addSecrets,
  addCluster,
  addExplain,
  addCompletion,
];

/** All commands with their options; `done` receives the exit code of the one that ran. */
export function buildProgram(
  version: string,
  terminal: Terminal,
  done: (exitCode: number) => void,
  signals: Signals,
): Command {
  const program = new Command('gatehouse')
    .description('One lab file to a bare-metal Kubernetes platform, proven before it is pushed.')
    .version(version)
    .option('--debug', 'show the trace of an unexpected failure')
    .showSuggestionAfterError()
    .showHelpAfterError('(gatehouse --help lists the commands)')
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.error(text.trimEnd()),
    })
    .exitOverride();
  for (const add of commands) add(program, terminal, done, signals);
  for (const command of program.commands) {
    command.exitOverride().configureOutput(program.configureOutput());
    command.showHelpAfterError(`(gatehouse ${command.name()} --help lists its arguments and options)`);
  }
  return program;
}
