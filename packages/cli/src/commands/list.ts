import type { Command } from 'commander';
import { createRegistry } from '@innerloop/core/plugin';
import { ownPlugins } from '../experiment/plugins.js';

/** `innerloop list` */
export const listCommand = (program: Command): Command =>
  program
    .command('list')
    .summary('the parts that a configuration can name')
    .option('--json', 'as JSON')
    .action((flags: { readonly json?: boolean }) => {
      const parts = createRegistry(...ownPlugins).list();
      if (flags.json === true) {
        process.stdout.write(`${JSON.stringify(parts, null, 2)}\n`);
        return;
      }
      const width = Math.max(...parts.map(({ name }) => name.length));
      for (const kind of [...new Set(parts.map((part) => part.kind))]) {
        process.stdout.write(`${kind}\n`);
        for (const part of parts.filter((other) => other.kind === kind)) {
          process.stdout.write(`  ${part.name.padEnd(width)}  ${part.summary}\n`);
        }
      }
    });
