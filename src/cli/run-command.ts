import { failureOf } from './failure.ts';
import { listenForSignals } from './signals.ts';
import { createTerminal } from './terminal.ts';

/** Runs one command line; resolves to the exit code and never rejects. */
export async function runCommand(argv: readonly string[], version: string): Promise<number> {
  const terminal = createTerminal({ color: !argv.includes('--no-color') });
  const signals = listenForSignals(terminal);
  try {
    const { buildProgram } = await import('./program.ts');
    let code = 0;
    const done = (result: number) => {
      code = result;
    };
    const program = buildProgram(version, terminal, done, signals);
    await program.parseAsync([...argv], { from: 'user' });
    return signals.exitCode(code);
  } catch (thrown) {
    return signals.exitCode(failureOf(thrown, terminal, argv.includes('--debug')));
  }
}
