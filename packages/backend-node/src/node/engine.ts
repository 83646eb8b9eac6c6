import { EngineError, InvalidOptionError } from '@innerloop/core';
import type { Engine } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { installKernels } from '../kernels/install.js';
import { settingsFor } from './environment.js';
import { loadNative, packageFor } from './load.js';
import type { TensorflowBackend } from '../tensorflow/backend.js';

const backendName = 'tensorflow';

export type NodeOptions = {
  /**
   * Threads inside one TensorFlow operation. Default: what TF_NUM_INTRAOP_THREADS says, or one, which is best for meta-steps of
   * small networks. It is read when TensorFlow is loaded: once a process.
   */
  readonly threads?: number;
  /** Whether `@tensorflow/tfjs-node-gpu` runs, on the first GPU that CUDA shows, instead of `@tensorflow/tfjs-node`. Default false. */
  readonly gpu?: boolean;
};

const isLoaded = (): boolean => backendName in tf.engine().registryFactory;

function expectThreads(threads: number | undefined): void {
  if (threads === undefined || (Number.isInteger(threads) && threads > 0)) return;
  throw new InvalidOptionError(`node: threads is a positive integer, got ${threads}. Leave it out for one.`);
}

/** @returns what a person should know: options that came too late */
async function load({ threads, gpu = false }: NodeOptions): Promise<string | undefined> {
  if (isLoaded()) {
    const chosen = process.env['TF_NUM_INTRAOP_THREADS'];
    if (threads === undefined || String(threads) === chosen) return undefined;
    return `node: TensorFlow was loaded before, with ${chosen ?? 'as many threads as it chose'}; threads: ${threads} has no effect in this process.`;
  }
  Object.assign(process.env, settingsFor(threads, process.env));
  await loadNative(packageFor(gpu), (name) => import(/* @vite-ignore */ name));
  return undefined;
}

function expectDevice(backend: TensorflowBackend, gpu: boolean): string | undefined {
  if (backend.isGPUPackage !== gpu) {
    throw new EngineError(
      `node: this process has loaded ${packageFor(backend.isGPUPackage)}, and can have one of both; asked for ${packageFor(gpu)}. Start another process.`,
    );
  }
  if (!gpu || backend.isUsingGpuDevice) return undefined;
  return 'node: TensorFlow found no GPU; its CPU kernels run instead. Check that CUDA and cuDNN are those of this TensorFlow.';
}

/**
 * The native engine, for Node: TensorFlow.js on libtensorflow by the optional peer `@tensorflow/tfjs-node` (or `-gpu`), with the kernels
 * that it lacks, among them `Im2Col` and `Col2Im`, and faster ones where its own waste time.
 *
 * `start` may be called again at any time. What it sets in the process' environment for TensorFlow, it sets where nothing is set.
 *
 * @throws InvalidOptionError if `threads` is no positive integer
 * @throws EngineError from `start`, if the peer is not installed or does not load, or if the process has loaded the other one
 * @example await useBackend(node());
 */
export function node(options: NodeOptions = {}): Engine {
  const { threads, gpu = false } = options;
  expectThreads(threads);
  return {
    name: gpu ? 'node-gpu' : 'node',
    start: async () => {
      const late = await load(options);
      await tf.setBackend(backendName);
      const backend = tf.backend() as unknown as TensorflowBackend;
      const message = expectDevice(backend, gpu) ?? late;
      installKernels(backend);
      return { backend: backendName, ...(message === undefined ? {} : { message }) };
    },
  };
}
