import { EngineError } from '@innerloop/core';

/** Package with the native engine, for CPU and for GPU. */
export const packageFor = (gpu: boolean): string => (gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node');

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A failed search for the package itself, and not for something that it needs. */
const isAbsent = (error: unknown, name: string): boolean =>
  /cannot find|could not resolve|failed to resolve|failed to load url/i.test(reasonOf(error)) &&
  reasonOf(error).includes(name) &&
  !reasonOf(error).includes('tfjs_binding');

function waysToGet(name: string): string {
  const recipe = name.endsWith('-gpu') ? '' : ', or in a clone of the repository `npm run setup:native`';
  return `Run \`npm install ${name}@4.22.0\`${recipe}; or use wasm() of @innerloop/backend-wasm, which needs nothing native.`;
}

/**
 * Loads the optional peer, which registers TensorFlow.js' backend 'tensorflow'.
 *
 * @throws EngineError if it is not installed, or is and does not load
 */
export async function loadNative(name: string, load: (name: string) => Promise<unknown>): Promise<void> {
  try {
    await load(name);
  } catch (error) {
    const trouble = isAbsent(error, name)
      ? `needs ${name}, an optional peer, which is not installed`
      : `${name} is installed but does not load (${reasonOf(error)})`;
    throw new EngineError(`node: ${trouble}. ${waysToGet(name)}`, { cause: error });
  }
}
