import { codeOf, messageOf } from '../core/errors.ts';

/**
 * Says what becomes of the process when its output cannot be written. Whoever reads it may stop reading (`| head`): the command goes on
 * to its own end and exit code. A full disk ends it with one line and exit code 2: the report is lost.
 */
export function mindBrokenOutput(): void {
  process.stderr.on('error', (error) => {
    if (!isGone(codeOf(error))) process.exit(2);
  });
  process.stdout.on('error', (error) => {
    if (isGone(codeOf(error))) return;
    process.stderr.write(`error cannot write the output: ${messageOf(error)}\n`);
    process.exit(2);
  });
}

/** The reader has closed the pipe, or the terminal is no more. */
const isGone = (code: string | undefined): boolean => code === 'EPIPE' || code === 'EIO';
