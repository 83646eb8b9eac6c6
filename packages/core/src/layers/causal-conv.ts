import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ParamSpec, ParamSpecs } from '../contracts/params.js';
import type { ParamTree } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';
import type { Initializer } from '../params/initializers.js';
import { glorotUniform, zeros } from '../params/initializers.js';
import { leaf } from '../params/named.js';
import { reshaped } from '../primitives/reshaped.js';
import { rowsOf, tasksOf } from '../task-axis/data.js';
import { align } from '../task-axis/leaf.js';
import { expectCount, shown } from './expect.js';
import { rowsTimes } from './product.js';

export interface CausalConvOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Distance between the taps, in positions. */
  readonly dilation: number;
  /** Number of taps; default 2. */
  readonly kernel?: number;
  /** Of the kernel; default `glorotUniform`. The bias starts at zero. */
  readonly initializer?: Initializer;
}

/** No model, since its rows see one another: where rows of a query are to be answered alone, `step` does that. */
export interface CausalConv {
  readonly specs: ParamSpecs;
  /** `[T, N, inputs] → [T, N, outputs]`. */
  apply(params: ParamTree, x: Tensor): Tensor;
  /**
   * Other positions in the place of those of a sequence: row i of `x` `[T, N, inputs]` follows rows 0 … i − 1 of `earlier` `[T, N, inputs]`, and no
   * other row of `x`. A sequence along itself is `apply`.
   */
  along(params: ParamTree, x: Tensor, earlier: Tensor): Tensor;
  /**
   * The output of position N alone, after N earlier positions: `x` `[T, Q, inputs]` and `earlier` `[T, N, inputs]` give `[T, Q, outputs]`.
   * Each of the Q branches follows the same earlier positions and none knows of another. Equal to the last output of the whole sequence.
   */
  step(params: ParamTree, x: Tensor, earlier: Tensor): Tensor;
}

function expectSequence(x: Tensor, inputs: number): void {
  if (x.rank === 3 && x.shape[2] === inputs) return;
  throw new InvalidDataError(
    `causalConv: expected a sequence of shape [tasks, positions, ${inputs}], got ${shown(x.shape)}. Build the layer for the data's last axis.`,
  );
}

/**
 * A causal dilated convolution along the examples of each task, read as a sequence: `[T, N, inputs] → [T, N, outputs]`,
 * `y_n = bias + Σ_k x_{n − (K − 1 − k) · dilation} · kernel_k`, where positions before the first count as zeros. Output `n` sees no later example.
 *
 * Leaves: `kernel` `[K, inputs, outputs]`, whose last tap meets the position itself, and `bias` `[outputs]`, each shared or per task.
 * Gradients flow to any order.
 *
 * @throws InvalidOptionError if a size is not a positive integer; InvalidDataError if the data have other features or more axes
 * @see van den Oord et al. 2016, "WaveNet", arXiv:1609.03499; for tasks Mishra et al. 2018, "A Simple Neural Attentive Meta-Learner", arXiv:1707.03141
 */
export function causalConv(options: CausalConvOptions): CausalConv {
  const { inputs, outputs, dilation, kernel: taps = 2, initializer = glorotUniform } = options;
  for (const [name, value] of Object.entries({ inputs, outputs, dilation, kernel: taps })) {
    expectCount('causalConv', name, value);
  }
  const kernel: ParamSpec = { shape: [taps, inputs, outputs], initialize: initializer };
  const shift: ParamSpec = { shape: [outputs], initialize: zeros };
  /** `x` `[T, N, count · inputs]` times the taps from `first` on. */
  const times = (params: ParamTree, x: Tensor, first: number, count: number): Tensor => {
    const aligned = align(leaf(params, 'kernel'), kernel, 4);
    const some = tf.slice(aligned, [0, first, 0, 0], [-1, count, -1, -1]);
    const product = rowsTimes('causalConv', x, reshaped(some, [aligned.shape[0], count * inputs, outputs]));
    return reshaped(product, [tasksOf(x), rowsOf(x), outputs]);
  };
  const along: CausalConv['along'] = (params, x, earlier) => {
    expectSequence(x, inputs);
    expectSequence(earlier, inputs);
    const padded = tf.pad(earlier, [
      [0, 0],
      [(taps - 1) * dilation, 0],
      [0, 0],
    ]);
    const before = Array.from({ length: taps - 1 }, (_, tap) =>
      tf.slice(padded, [0, tap * dilation, 0], [-1, rowsOf(x), -1]),
    );
    return tf.add(times(params, tf.concat([...before, x], 2), 0, taps), align(leaf(params, 'bias'), shift, 3));
  };
  return {
    specs: { kernel, bias: shift },
    apply: (params, x) => along(params, x, x),
    along,
    step(params, x, earlier) {
      expectSequence(x, inputs);
      expectSequence(earlier, inputs);
      const now = tf.add(times(params, x, taps - 1, 1), align(leaf(params, 'bias'), shift, 3));
      const before = Math.min(taps - 1, Math.floor(rowsOf(earlier) / dilation));
      if (before === 0) return now;
      const at = (back: number): Tensor => tf.slice(earlier, [0, rowsOf(earlier) - back * dilation, 0], [-1, 1, -1]);
      const seen = tf.concat(
        Array.from({ length: before }, (_, i) => at(before - i)),
        2,
      );
      return tf.add(now, times(params, seen, taps - 1 - before, before));
    },
  };
}
