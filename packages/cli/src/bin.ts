#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createRequire } from 'node:module';
import { createProgram } from './program.js';
import { endWithReader, readerIsGone } from './terminal/closed-pipe.js';
import { exitCodes } from './terminal/exit-codes.js';
import { describeFailure } from './terminal/failure.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

const args = process.argv.slice(2);

endWithReader([process.stdout, process.stderr]);
try {
  await createProgram(version).parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    const { message, code } = describeFailure(error);
    process.stderr.write(`${message}\n`);
    process.exitCode = code;
  }
}
if (readerIsGone()) process.exitCode = exitCodes.readerGone;
