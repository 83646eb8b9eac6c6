import '@tensorflow/tfjs-backend-cpu';
import { node } from '@innerloop/backend-node';
import { wasm } from '@innerloop/backend-wasm';
import { compileFunction } from '@innerloop/compile';
import { useBackend } from '@innerloop/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { nativeAbsence } from '../support/native.js';

/** A pure computation on tensors. */
export type Program = (xs: readonly Tensor[]) => readonly Tensor[];

/** Something that runs programs: the laws of this folder hold on each, and all agree with the first. */
export interface TestedEngine {
  readonly name: string;
  readonly start: () => Promise<void>;
  /** Runs a program on tensors of the engine that was started last. */
  readonly run: (program: Program, xs: readonly Tensor[]) => readonly Tensor[];
  /** What it takes and gives as zero: numbers too small for a full mantissa. Default: none. */
  readonly flushesDenormals?: boolean;
  /** Operations that treat NaN or infinity otherwise than the reference, by name. Default: none. */
  readonly otherwise?: readonly string[];
}

async function startAs(backend: string, engine: Parameters<typeof useBackend>[0]): Promise<void> {
  const started = await useBackend(engine);
  if (started.backend !== backend) throw new Error(`${backend} does not start: ${started.message ?? started.backend}`);
}

const eager: TestedEngine['run'] = (program, xs) => program(xs);

const native: TestedEngine = {
  name: 'node',
  start: () => startAs('tensorflow', node()),
  run: eager,
  flushesDenormals: true,
  // TensorFlow's sign of NaN is NaN, TensorFlow.js' 0; its 1 to the power of NaN is C's 1, TensorFlow.js' NaN.
  otherwise: ['sign', 'pow'],
};

/** The program as one module, compiled anew for each run: twice the same bits then means that code is made the same twice. */
function compiled(program: Program, xs: readonly Tensor[]): readonly Tensor[] {
  const fast = compileFunction(program, {
    onFallback: (reason) => {
      throw new Error(`not compiled: ${reason}`);
    },
  });
  try {
    return fast(xs);
  } finally {
    fast.dispose();
  }
}

/** The reference first, and the native engine where it is installed. Another joins by an entry here. */
export const engines: readonly [TestedEngine, ...TestedEngine[]] = [
  { name: 'cpu', start: () => startAs('cpu', 'cpu'), run: eager },
  { name: 'wasm', start: () => startAs('wasm', wasm()), run: eager },
  { name: 'wasm, compiled', start: () => startAs('wasm', wasm()), run: compiled },
  ...(nativeAbsence === undefined ? [native] : []),
];
