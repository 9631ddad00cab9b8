#!/usr/bin/env node
import { runCommand } from './run-command.ts';

const version = process.env.GATEHOUSE_VERSION ?? '0.0.0-source';

// The most asked question is answered before anything else is loaded.
if (process.argv[2] === '--version' || process.argv[2] === '-V') {
  process.stdout.write(`${version}\n`);
} else {
  process.exitCode = await runCommand(process.argv.slice(2), version);
}
