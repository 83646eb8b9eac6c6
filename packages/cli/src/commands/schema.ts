import type { Command } from 'commander';
import { createRegistry } from '@innerloop/core/plugin';
import { ownPlugins } from '../experiment/plugins.js';
import { experimentSchema } from '../experiment/schema.js';

/** The JSON schema of configurations made of our own parts. */
export const configSchema = (): unknown => createRegistry(...ownPlugins).schema(experimentSchema);

/** `innerloop schema` */
export const schemaCommand = (program: Command): Command =>
  program
    .command('schema')
    .summary('print the JSON schema of configuration files')
    .action(() => {
      process.stdout.write(`${JSON.stringify(configSchema(), null, 2)}\n`);
    });
