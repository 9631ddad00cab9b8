import { failureOf } from './failure.ts';
import { createTerminal } from './terminal.ts';

/** Runs one command line; resolves to the exit code and never rejects. */
export async function runCommand(argv: readonly string[], version: string): Promise<number> {
  const terminal = createTerminal({ color: !argv.includes('--no-color') });
  try {
    const { buildProgram } = await import('./program.ts');
    let code = 0;
    const program = buildProgram(version, terminal, (result) => {
      code = result;
    });
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (thrown) {
    return failureOf(thrown, terminal, argv.includes('--debug'));
  }
}
