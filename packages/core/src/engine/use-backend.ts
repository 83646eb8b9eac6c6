import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.js';
import { registerGradients } from '../gradients/register.js';
import { registerPrimitives } from '../primitives/register.js';
import type { Engine } from './engine.js';

/** What runs now. */
export interface RunningEngine {
  readonly backend: string;
  readonly message?: string;
}

async function startStock(name: string): Promise<RunningEngine> {
  const known = (tf.findBackendFactory(name) as unknown) !== null; // setBackend would throw an error of its own
  if (!known || !(await tf.setBackend(name)) || tf.getBackend() !== name) {
    throw new EngineError(
      `useBackend: TensorFlow.js has no backend '${name}'. Import its package first, or use wasm() of @innerloop/backend-wasm.`,
    );
  }
  await tf.ready();
  return { backend: name };
}

/**
 * Starts an engine and installs the gradients that are right to any order. Call it once, before anything else; calling it again is harmless.
 *
 * @param engine  `wasm()` of @innerloop/backend-wasm, or the name of a TensorFlow.js backend that was imported, such as `'cpu'`
 * @throws EngineError if the backend cannot be started
 */
export async function useBackend(engine: Engine | string): Promise<RunningEngine> {
  const running = typeof engine === 'string' ? await startStock(engine) : await engine.start();
  registerPrimitives(running.backend);
  registerGradients();
  return running;
}
