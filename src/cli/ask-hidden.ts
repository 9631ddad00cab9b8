import { Writable } from 'node:stream';
import { createPrompt } from './prompt.ts';

/** Asks at the terminal for a value that is not shown while it is typed; undefined when none came. Rejects when it is interrupted. */
export async function askHidden(question: string, signal: AbortSignal): Promise<string | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createPrompt({ input: process.stdin, output: nowhere, terminal: true, signal });
  process.stderr.write(question);
  try {
    const reply = await prompt.ask('');
    process.stderr.write('\n');
    if ('line' in reply) return reply.line === '' ? undefined : reply.line;
    if (reply.stopped === 'interrupted') {
      const { GatehouseError } = await import('../core/errors.ts');
      throw new GatehouseError('interrupted: what was made before stays', { exitCode: 130 });
    }
    return undefined;
  } finally {
    prompt.close();
  }
}
