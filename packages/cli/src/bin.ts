#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createRequire } from 'node:module';
import { createProgram } from './program.js';
import { exitCodes } from './terminal/exit-codes.js';
import { describeFailure } from './terminal/failure.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

try {
  await createProgram(version).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    const { message, code } = describeFailure(error);
    process.stderr.write(`${message}\n`);
    process.exitCode = code;
  }
}
