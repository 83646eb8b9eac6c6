import * as tf from '@tensorflow/tfjs';
import type { Session } from '../protocol/serve.js';
import type { WorkloadNumbers } from '../workloads/numbers.js';
import { exampleSizes } from '../workloads/numbers.js';
import type { Workload } from '../workloads/workload.js';
import { adamStep, tensorsOf } from './adam.js';
import type { AdamState } from './adam.js';
import { metaGradient } from './meta-gradient.js';
import type { Batch, Copies, Found } from './meta-gradient.js';

/** Biases are kept as rows, so that a leading task axis is all that is added. */
const rowOrMatrix = (values: Float32Array, shape: readonly number[]): tf.Tensor =>
  tf.tensor2d(values, shape.length === 2 ? (shape as [number, number]) : [1, shape[0] as number]);

const norm = (grads: readonly tf.Tensor[]): number =>
  tf.tidy(() => tf.sqrt(tf.addN(grads.map((gradient) => tf.sum(tf.square(gradient))))).dataSync()[0] as number);

function tensors(workload: Workload, { batches }: WorkloadNumbers): Batch[] {
  const { tasks, shots, queries } = workload;
  const sizes = exampleSizes(workload);
  return batches.map(({ support, query }) => [
    tf.tensor3d(support.x, [tasks, shots, ...(sizes.x as [number])]),
    tf.tensor3d(support.y, [tasks, shots, sizes.y]),
    tf.tensor3d(query.x, [tasks, queries, ...(sizes.x as [number])]),
    tf.tensor3d(query.y, [tasks, queries, sizes.y]),
  ]);
}

/** MAML on an mlp as one writes it by hand with TensorFlow.js' own operations, all tasks at once, on its wasm backend. */
export async function stockSession(workload: Workload, numbers: WorkloadNumbers, copy: Copies): Promise<Session> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js could not load its wasm backend.');
  await tf.ready();
  const batches = tensors(workload, numbers);
  const theta = workload.parameters.map(({ shape }, i) => rowOrMatrix(numbers.weights[i] as Float32Array, shape));
  let state: AdamState = {
    theta,
    first: theta.map((leaf) => tf.zerosLike(leaf)),
    second: theta.map((leaf) => tf.zerosLike(leaf)),
  };
  let count = 0;

  /** One step; `read` sees the loss and the gradients before they are freed. */
  function step<T>(read: (found: Found) => T): T {
    const before = state;
    const batch = batches[count % batches.length] as Batch;
    count += 1;
    let result: T | undefined;
    tf.tidy(() => {
      const found = metaGradient(before.theta, batch, workload, copy);
      state = adamStep(before, found.grads, workload.outerRate, count);
      result = read(found);
      return tensorsOf(state);
    });
    tf.dispose(tensorsOf(before));
    return result as T;
  }
  const lossOf = ({ loss }: Found): number => loss.dataSync()[0] as number;
  return {
    threads: 1,
    versions: { node: process.versions.node, tfjs: tf.version_core },
    first: () => step((found) => ({ loss: lossOf(found), gradientNorm: norm(found.grads) })),
    step: () => step(lossOf),
  };
}
