import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';

/** Starts the engine of a name, and tells on stderr when it is another than asked for. */
export async function startEngine(name: 'wasm' | 'cpu'): Promise<void> {
  const { message } = await useBackend(name === 'wasm' ? wasm() : 'cpu');
  if (message !== undefined) process.stderr.write(`${message}\n`);
}
