import type { Command } from 'commander';
import { startNamedEngine } from '../experiment/engine.js';
import type { EngineName } from '../experiment/engine.js';
import type { LoadOptions } from '../runs/load.js';
import { readingDisplay } from './reading.js';
import { tell } from './tell.js';

/** The engine that `--backend` names, if it was given. */
export const chosenEngine = (command: Command): EngineName | undefined =>
  command.optsWithGlobals<{ readonly backend?: EngineName }>().backend;

/** Starts the engine that `--backend` names, else the one that the configuration does; tells on stderr when another runs. */
export async function startEngine(command: Command, configured: EngineName): Promise<void> {
  const message = await startNamedEngine(chosenEngine(command) ?? configured);
  if (message !== undefined) tell(message);
}

/** What a configuration is built with on the command line: messages and progress are shown. */
export function buildOptions(): Pick<LoadOptions, 'onMessage' | 'progress'> {
  const { progress } = readingDisplay();
  return { onMessage: tell, progress };
}

/** The same for `load`. */
export const loadOptions = (command: Command): Pick<LoadOptions, 'engine' | 'onMessage' | 'progress'> => ({
  engine: chosenEngine(command),
  ...buildOptions(),
});
