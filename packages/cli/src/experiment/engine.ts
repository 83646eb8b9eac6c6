import { node } from '@innerloop/backend-node';
import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import type { Engine } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';

/** Engines that a configuration and the command line can name. */
export const engineNames = ['wasm', 'cpu', 'node', 'node-gpu'] as const;

export type EngineName = (typeof engineNames)[number];

/** The native ones load TensorFlow, an optional peer, when they start. */
const engines: Readonly<Record<EngineName, () => Engine | string>> = {
  wasm,
  cpu: () => 'cpu',
  node,
  'node-gpu': () => node({ gpu: true }),
};

/**
 * Starts the engine of a name.
 *
 * @returns what a person should know, if another was started than asked for
 * @throws EngineError that says what to install, if TensorFlow's native library is not there
 */
export async function startNamedEngine(name: EngineName): Promise<string | undefined> {
  const { message } = await useBackend(engines[name]());
  return message;
}
