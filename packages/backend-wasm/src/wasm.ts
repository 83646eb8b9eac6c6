import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '@innerloop/core';
import { installKernels } from './kernels/install.js';
import type { WasmBackend } from './runtime/runtime.js';
import { withoutRethrowing } from './uncaught.js';

/** Names of the three binaries of @tensorflow/tfjs-backend-wasm, each with its address. */
export type WasmPaths = Parameters<typeof setWasmPaths>[0];

export interface WasmOptions {
  /**
   * Where the .wasm binaries of TensorFlow.js are: a folder with a slash at its end, or the address of each.
   * Node needs none: they are found beside the package. A page whose bundler moves the script does.
   */
  readonly paths?: WasmPaths;
  /** Threads of TensorFlow.js' own kernels, in a cross-origin isolated page only; ours use one. Default 1. */
  readonly threads?: number;
}

type Started = Awaited<ReturnType<Engine['start']>>;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Must come before the backend's first start; afterwards TensorFlow.js would refuse or ignore it.
 * It is looked up where started backends are kept: asking `findBackend` would start it.
 */
function configure({ paths, threads = 1 }: WasmOptions): void {
  if ('wasm' in tf.engine().registry) return;
  if (paths !== undefined) setWasmPaths(paths);
  if (threads > 1) setThreadsCount(threads);
  else tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
}

async function startWasm(options: WasmOptions): Promise<Started | string> {
  try {
    configure(options);
    const accepted = await withoutRethrowing(() => tf.setBackend('wasm'));
    if (!accepted || tf.getBackend() !== 'wasm') return 'TensorFlow.js could not load its .wasm binary';
  } catch (error) {
    return reasonOf(error);
  }
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    return {
      backend: 'wasm',
      message: 'wasm: this machine has no WebAssembly SIMD; the stock kernels run, several times slower.',
    };
  }
  if (installKernels(tf.backend() as unknown as WasmBackend)) return { backend: 'wasm' };
  return {
    backend: 'wasm',
    message: 'wasm: this build of TensorFlow.js hides its memory; the stock kernels run, several times slower.',
  };
}

/** A page has no terminal that shows messages: the console says it too, whether or not the program looks at them. */
function sayInPage(message: string): void {
  if (tf.env().getBool('IS_BROWSER')) tf.backend_util.warn(message);
}

async function startCpu(reason: string): Promise<Started> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const message =
    `wasm: ${reason}; the plain JavaScript backend 'cpu' runs instead, many times slower. Check the option paths of wasm(), ` +
    'and that the .wasm files are served; with Vite, @innerloop/backend-wasm/vite does both.';
  sayInPage(message);
  return { backend: 'cpu', message };
}

/**
 * The engine for Node and browsers: TensorFlow.js' WebAssembly backend with fast kernels of our own (batched matrix
 * products, patches of convolutions, clones without copies, …), emitted at run time as small SIMD modules on its memory.
 *
 * `start` may be called again at any time. When WebAssembly cannot start, the backend `cpu` runs and `message` says why.
 *
 * @example await useBackend(wasm());
 */
export function wasm(options: WasmOptions = {}): Engine {
  return {
    name: 'wasm',
    start: async () => {
      const started = await startWasm(options);
      return typeof started === 'string' ? startCpu(started) : started;
    },
  };
}
