#!/usr/bin/env node
process.stdout.write(`${process.env.GATEHOUSE_VERSION ?? '0.0.0'}\n`);
