#!/usr/bin/env node
import nodeModule from 'node:module';
import { mindBrokenOutput } from './broken-output.ts';
import { compileLate } from './compile-late.ts';
import { runCommand } from './run-command.ts';

const version = process.env.GATEHOUSE_VERSION ?? '0.0.0-source';

mindBrokenOutput();

// The most asked question is answered before anything else is loaded.
if (process.argv[2] === '--version' || process.argv[2] === '-V') {
  process.stdout.write(`${version}\n`);
} else {
  compileLate();
  // Node 22.8 and later keeps compiled code in a folder for temporary files (NODE_COMPILE_CACHE names another); what is loaded from here
  // on starts faster by it. Older ones do not know how.
  (nodeModule as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
  const code = await runCommand(process.argv.slice(2), version);
  // Not left to the end of the event loop: Node may turn for ever in its own clean-up when TLS connections were cut (nodejs/node
  // src/env.cc CleanupHandles). What was printed, and whether that failed, is waited for.
  process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit(code))));
}
