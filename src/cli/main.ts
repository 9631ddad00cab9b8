#!/usr/bin/env node
import { join } from 'node:path';
import { mindBrokenOutput } from './broken-output.ts';
import { compileLate } from './compile-late.ts';

const version = process.env.GATEHOUSE_VERSION ?? '0.0.0-source';

/** Everything but this file, which `scripts/build.mjs` makes a program of its own so that it is there at once. */
const folder = join(__dirname, '../chunks');

mindBrokenOutput();

// The most asked question is answered before anything else is loaded.
if (process.argv[2] === '--version' || process.argv[2] === '-V') {
  process.stdout.write(`${version}\n`);
} else {
  compileLate();
  void begin();
}

async function begin(): Promise<void> {
  const { codeFile, readKeptCode } = await import('./kept-code.ts');
  const { loadLater } = await import('./load-later.ts');
  const { openProgram } = await import('./load-program.ts');
  const file = codeFile(process.argv[2] ?? '', folder);
  const kept = file === undefined ? new Map() : readKeptCode(file);
  const program = openProgram(folder, kept, loadLater(require));
  const { runCommand } = program.load('run-command.cjs') as typeof import('./run-command.ts');
  const code = await runCommand(process.argv.slice(2), version);
  // Not left to the end of the event loop: Node may turn for ever in its own clean-up when TLS connections were cut (nodejs/node
  // src/env.cc CleanupHandles). What was printed, and whether that failed, is waited for.
  await written(process.stdout);
  await written(process.stderr);
  // A command that could not run has not loaded what it usually does.
  if (file !== undefined && code < 2) {
    const { keepCode } = await import('./keep-code.ts');
    await keepCode(file, { folder, kept, program });
  }
  setImmediate(() => process.exit(code));
}

const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => stream.write('', () => resolve()));
