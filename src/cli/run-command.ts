import { codeOf } from '../core/errors.ts';
import { failureOf } from './failure.ts';
import { createTerminal } from './terminal.ts';

/** Runs one command line; resolves to the exit code and never rejects. */
export async function runCommand(argv: readonly string[], version: string): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', outliveReader);
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

/** Whoever reads the output may stop reading (`| head`): the command goes on to its own end and exit code. */
function outliveReader(error: Error): void {
  if (codeOf(error) !== 'EPIPE') throw error;
}
