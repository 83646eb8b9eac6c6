import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';

/** Engines that a configuration and the command line can name. */
export const engineNames = ['wasm', 'cpu'] as const;

export type EngineName = (typeof engineNames)[number];

/**
 * Starts the engine of a name.
 *
 * @returns what a person should know, if another was started than asked for
 */
export async function startNamedEngine(name: EngineName): Promise<string | undefined> {
  const { message } = await useBackend(name === 'wasm' ? wasm() : name);
  return message;
}
