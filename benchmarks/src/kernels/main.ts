/**
 * Kernel by kernel, stock TensorFlow.js wasm and ours in one process:
 * `npx tsx --conditions=@innerloop/source benchmarks/src/kernels/main.ts`
 */
import '@tensorflow/tfjs-backend-wasm';
import { wasm } from '@innerloop/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCase } from './cases.js';
import { others, products } from './cases.js';

const rounds = 9;
const roundMilliseconds = 12;

/** The mean time of one call over a round, in milliseconds. */
function round(run: () => TensorInfo): number {
  const start = performance.now();
  let calls = 0;
  do {
    tf.backend().disposeData(run().dataId);
    calls++;
  } while (performance.now() - start < roundMilliseconds);
  return (performance.now() - start) / calls;
}

/** The shortest rounds of some kernels, taken in turn, so that a machine that slows down slows all. */
function timesOf(kernels: readonly KernelFunc[], { inputs, attrs }: KernelCase): number[] {
  const tensors = Object.entries(inputs).map(([name, shape]) => [name, tf.randomNormal([...shape])] as const);
  const call = { inputs: Object.fromEntries(tensors), attrs: attrs as Record<string, never>, backend: tf.backend() };
  const times = kernels.map(() => Infinity);
  for (let at = 0; at < rounds; at++) {
    kernels.forEach((kernel, side) => {
      times[side] = Math.min(
        times[side] ?? Infinity,
        round(() => kernel(call) as TensorInfo),
      );
    });
  }
  tf.dispose(tensors.map(([, tensor]) => tensor));
  return times;
}

async function stockKernels(cases: readonly KernelCase[]): Promise<Map<string, KernelFunc>> {
  await tf.setBackend('wasm');
  return new Map(cases.map(({ kernel }) => [kernel, tf.getKernel(kernel, 'wasm').kernelFunc]));
}

const shown = (one: KernelCase): string => {
  const shapes = Object.values(one.inputs).map((shape) => `[${shape.join(',')}]`);
  const { transposeA = false, transposeB = false } = one.attrs as { transposeA?: boolean; transposeB?: boolean };
  return [one.kernel, ...shapes, transposeA ? 'Aᵀ' : '', transposeB ? 'Bᵀ' : '']
    .filter((word) => word !== '')
    .join(' ');
};

const stock = await stockKernels([...products, ...others]);
const { message } = await wasm().start();
if (message !== undefined) throw new Error(message);

function print(one: KernelCase, unit: string): void {
  const kernels = [stock.get(one.kernel) as KernelFunc, tf.getKernel(one.kernel, 'wasm').kernelFunc];
  const [before, ours] = timesOf(kernels, one) as [number, number];
  const rate = (milliseconds: number): string => (one.work / milliseconds / 1e6).toFixed(1).padStart(7);
  const times = `${(ours * 1e3).toFixed(1).padStart(9)} µs ours ${(before * 1e3).toFixed(1).padStart(9)} µs stock`;
  console.log(
    `${shown(one).padEnd(46)} ${rate(ours)} ${unit} against ${rate(before)} ${times}  × ${(before / ours).toFixed(1)}`,
  );
}

for (const one of products) print(one, 'GFLOP/s');
for (const one of others) print(one, 'G el./s');
