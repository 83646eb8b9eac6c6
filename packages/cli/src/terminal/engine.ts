import type { Command } from 'commander';
import { startNamedEngine } from '../experiment/engine.js';
import type { EngineName } from '../experiment/engine.js';
import type { LoadOptions } from '../runs/load.js';

/** The engine that `--backend` names, if it was given. */
export const chosenEngine = (command: Command): EngineName | undefined =>
  command.optsWithGlobals<{ readonly backend?: EngineName }>().backend;

/** A line on stderr. */
export const tell = (message: string): void => void process.stderr.write(`${message}\n`);

/** Starts the engine that `--backend` names, else the one that the configuration does; tells on stderr when another runs. */
export async function startEngine(command: Command, configured: EngineName): Promise<void> {
  const message = await startNamedEngine(chosenEngine(command) ?? configured);
  if (message !== undefined) tell(message);
}

/** The same for `load`. */
export const loadOptions = (command: Command): Pick<LoadOptions, 'engine' | 'onMessage'> => ({
  engine: chosenEngine(command),
  onMessage: tell,
});
